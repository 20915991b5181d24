import { addAll, compare, parseDecimal, subtract, type Decimal, type Exact } from '@farthing/core'

export interface ThresholdInput {
  /** Charges of the period so far. */
  readonly charges: readonly { readonly amount: Exact }[]
  /** What documents of the same period billed of them already. */
  readonly billed: Decimal
  /** In major units. */
  readonly threshold: Decimal
}

/**
 * Whether usage so far asks for an invoice before its period ends: what is not billed yet has reached the threshold. The invoice takes all of it, and the
 * next one the rest, under a sequence of its own.
 *
 * With a threshold of 1,000 and 2,400 used, of which 1,050 were billed: 1,350 are open, so the next one is due.
 */
export function reachesThreshold({ charges, billed, threshold }: ThresholdInput): boolean {
  const open = subtract(addAll(charges.map(({ amount }) => amount)), billed)
  return compare(open, parseDecimal(threshold, 'threshold')) >= 0
}
