import type { Decimal } from '@farthing/core'

/** A share of each transaction, and a fee for each. */
export interface PercentagePrice {
  readonly model: 'percentage'
  /** Per cent: `"2.9"` is 2.9 %. */
  readonly rate: Decimal
  /** Due for each transaction that is not free; `"0"` unless given. */
  readonly fixed?: Decimal
  /** How many transactions at the start of the period are free. */
  readonly freeTransactions?: number
  /** How much at the start of the period is free. A transaction that reaches it, also exactly, is not free and pays the fee. */
  readonly freeAmount?: Decimal
  /** The least that a transaction costs unless it is free. */
  readonly minimum?: Decimal
  /** The most that a transaction costs. */
  readonly maximum?: Decimal
}
