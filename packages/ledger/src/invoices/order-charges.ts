import { canonicalJson, compareBytes } from '@farthing/core'
import type { Charge } from '@farthing/pricing'

/**
 * The order of lines: by subscription, then fees before usage, then what stages added, then meter, component, then dimensions, then start; all by UTF-8 bytes.
 *
 * It follows from the charges alone. The order in which a plan lists its components is not used, because it is lost wherever
 * the plan is stored or sent as JSON, and an invoice must come out the same after that.
 */
export function orderCharges(charges: readonly Charge[]): readonly Charge[] {
  return charges
    .map((charge) => ({ charge, key: orderKey(charge) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map((entry) => entry.charge)
}

function orderKey(charge: Charge): readonly string[] {
  const { subscription, meter = '', component, dimensions, from, chargeKey } = charge
  return [subscription, rankOf(charge), meter, component, canonicalJson(dimensions), from, chargeKey]
}

function rankOf({ component, meter, stages }: Charge): string {
  if (stages[0]?.id === component) return '3 added'
  return meter === undefined ? '1 fee' : '2 usage'
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length; index++) {
    const order = compareBytes(a[index] ?? '', b[index] ?? '')
    if (order !== 0) return order
  }
  return 0
}
