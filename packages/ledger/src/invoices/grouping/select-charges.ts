import type { Interval } from '@farthing/core'
import type { Charge, Side } from '@farthing/pricing'
import { groupOf, type ChargeGrouping } from './group-charges.js'

/** Which of the rated charges a document shows. */
export interface ChargeSelection extends Interval {
  /** `retail` unless given. */
  readonly side?: Side
  readonly group?: string
  /** The interval that is charged in advance on it. */
  readonly advance?: Interval
  readonly grouping?: ChargeGrouping
}

/**
 * The charges that stand on a document: of its side and group; with an interval in advance, charges in advance of that and charges in arrears of the
 * period, because those in advance of the period stood on the document before.
 */
export function selectCharges(charges: readonly Charge[], { side = 'retail', group, grouping, advance, from, to }: ChargeSelection): readonly Charge[] {
  return charges.filter((charge) => {
    if (charge.side !== side) return false
    if (grouping !== undefined && groupOf(charge, grouping) !== group) return false
    if (advance === undefined) return true
    const within = charge.billing === 'advance' ? advance : { from, to }
    return charge.from >= within.from && charge.to <= within.to
  })
}
