import { addAll, compare, fail, subtract, type Hash } from '@farthing/core'
import type { Charge, ChargeTarget } from '@farthing/pricing'

/**
 * Refuses targets that no rounding can reach: what a target is for stands on the same document and not on the target itself, directly or
 * through others; its one step is the exact rest.
 */
export function checkTargets(charges: readonly Charge[]): void {
  const byKey = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  const settled = new Set<Hash>()
  charges.forEach((charge, index) => {
    const { target } = charge
    if (target === undefined) return
    const field = `charges[${index}].target`
    checkRest(charge, target, byKey, field)
    if (reaches(charge.chargeKey, byKey, settled)) refuse(`${field}.of`, 'leads back to the charge itself', charge.chargeKey)
    settled.add(charge.chargeKey)
  })
}

function checkRest({ chargeKey, amount, trail, adjustments = [] }: Charge, { amount: target, of }: ChargeTarget, byKey: ReadonlyMap<Hash, Charge>, field: string): void {
  const others = of.map((key, index) => byKey.get(key) ?? refuse(`${field}.of[${index}]`, 'is no charge of this document: what a minimum or a cap is over stands on one, so such plans are billed by account, in advance and in arrears together', key))
  if (trail.length + adjustments.length !== 1) refuse(field, 'stands on a charge of more than one step', chargeKey)
  const rest = subtract(target, addAll(others.map((other) => other.amount)))
  if (compare(rest, amount) !== 0) refuse(`${field}.amount`, `leaves ${rest}, but the charge is ${amount}`, chargeKey)
}

/** Whether targets lead from a charge back to it; those that are settled do not. */
function reaches(start: Hash, byKey: ReadonlyMap<Hash, Charge>, settled: ReadonlySet<Hash>): boolean {
  const seen = new Set<Hash>()
  const waiting = [...(byKey.get(start)?.target?.of ?? [])]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (key === start) return true
    if (seen.has(key) || settled.has(key)) continue
    seen.add(key)
    waiting.push(...(byKey.get(key)?.target?.of ?? []))
  }
  return false
}

function refuse(field: string, because: string, chargeKey: Hash): never {
  return fail('invoice.invalid', { field, because, facts: { chargeKey } })
}
