import { fail } from '@farthing/core'
import type { Charge } from '@farthing/pricing'

/** For adapters: ratings that are kept in one step are of different charge keys, or their revisions would depend on their order. @throws `storage.conflict` */
export function checkChargesApart(charges: readonly Charge[]): void {
  const seen = new Set<string>()
  for (const { chargeKey } of charges) {
    if (seen.has(chargeKey)) fail('storage.conflict', { field: 'charges', because: 'have one charge key twice', facts: { chargeKey } })
    seen.add(chargeKey)
  }
}
