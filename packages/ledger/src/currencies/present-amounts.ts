import { addAll, minorUnitsOf, round, type CurrencyCode, type Decimal, type RoundingMode } from '@farthing/core'
import { shareRounded } from '../rounding/share-rounded.js'
import { convertExact } from './convert-money.js'
import type { FxSnapshot } from './fx-snapshot.js'

/** An amount of a document under its key, such as a line or a tax. */
export interface PresentedAmount {
  readonly key: string
  readonly amount: Decimal
}

/** Amounts of a document in a currency that it is also shown in. What is owed stays in the billing currency. */
export interface Presentation {
  readonly currency: CurrencyCode
  readonly snapshot: FxSnapshot
  readonly mode: RoundingMode
  /** The exact sum of the amounts, converted, and rounded once. */
  readonly total: Decimal
  /** Largest-remainder shares of `total`, one for each amount and in its order. */
  readonly amounts: readonly PresentedAmount[]
}

export interface PresentationRequest {
  /** Keys are unique. Of any sign. */
  readonly amounts: readonly PresentedAmount[]
  /** Billing currency: one side of the snapshot. */
  readonly currency: CurrencyCode
  readonly snapshot: FxSnapshot
  readonly mode: RoundingMode
}

/**
 * Shows the amounts of a document in another currency so that they still add up: the sum is converted and rounded once, and each amount gets its
 * share, less than one minor unit from its own conversion.
 *
 * Three lines of 0.10 EUR at 1.05 are 0.11, 0.11 and 0.10 USD, and their sum is 0.32 USD: 0.315 rounded half-even, not 3 × 0.11.
 *
 * @throws `money.currency_mismatch`, `fx.rate_missing`, `money.no_minor_units`, `rounding.invalid`
 */
export function presentAmounts({ amounts, currency, snapshot, mode }: PresentationRequest): Presentation {
  const presented = convertExact('0', currency, snapshot).currency
  const exponent = minorUnitsOf(presented, 'snapshot')
  const shares = amounts.map(({ key, amount }) => ({ key, exact: convertExact(amount, currency, snapshot).amount }))
  const total = round(addAll(shares.map(({ exact }) => exact)), { mode, exponent })
  const shown = shareRounded(total, shares, { exponent, increment: '1' })
  return { currency: presented, snapshot, mode, total, amounts: amounts.map(({ key }, index) => ({ key, amount: shown[index] ?? '0' })) }
}
