import { compare, isZero, subtract, type CurrencyCode, type Exact } from '@farthing/core'
import { chargePart, type ChargePart } from '../../models/charge-part.js'
import type { ChargeDraft } from '../pipeline/charge-draft.js'
import { readSnapshot, type AllocationMode } from './price-snapshot.js'

/** What of a charge has a price of its own, and what is left for the price of its component. */
export interface PromisedParts {
  readonly promised: readonly ChargePart[]
  readonly rest: Exact
}

const modeNames: { readonly [mode in AllocationMode]: string } = { on_demand: 'on demand', reserved: 'reserved', spot: 'spot' }

/**
 * Prices the allocations of a charge that carry a price snapshot by it, each as a step of its own: the snapshot wins over the catalogue,
 * whatever the model. Units that a quantity stage took out are units of the catalogue's price first, then those of the last allocations.
 *
 * @throws `rating.snapshot_invalid`, `rating.currency_mismatch`, naming the charge and the allocation
 */
export function promisedParts({ key, quantity, parts = [] }: ChargeDraft, currency: CurrencyCode): PromisedParts {
  const promised: ChargePart[] = []
  let rest = quantity
  for (const { key: allocation, quantity: used, snapshot = {} } of parts) {
    const { unitPrice, mode } = readSnapshot(snapshot, currency, `charges.${key}.parts.${allocation}.snapshot`)
    if (unitPrice === undefined || isZero(used)) continue
    const taken = compare(used, rest) <= 0 ? used : rest
    promised.push(chargePart({ label: `Allocation ${allocation}${mode === undefined ? '' : `, ${modeNames[mode]}`}`, quantity: taken, unit: unitPrice }))
    rest = subtract(rest, taken)
  }
  return { promised, rest }
}
