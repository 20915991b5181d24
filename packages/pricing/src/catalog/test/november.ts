import { checkChanges } from '../changes/check-changes.js'
import { plan } from '../plan.js'
import { flat, graduated, perUnit } from '../price-constructors.js'
import { publishPlan } from '../publish-plan.js'
import type { Subscription } from '../subscription.js'

const monthly = { currency: 'EUR', every: 'month' } as const
const tiers = [{ upTo: '1000', unit: '0' }, { unit: '0.01' }] as const

/** `pro`: 60 in advance, 1,000 calls free, then 0.01. `team`: 120 in advance, 0.005 a call. `storage`: 15 in arrears, 0.1 a gigabyte. */
export const versions = {
  pro: publishPlan('pro', plan(monthly, { base: flat('60', { billing: 'advance', label: 'Base' }), calls: graduated('calls', tiers) })),
  team: publishPlan('team', plan(monthly, { base: flat('120', { billing: 'advance', label: 'Base' }), calls: perUnit('calls', '0.005') })),
  storage: publishPlan('storage', plan(monthly, { fee: flat('15'), gigabytes: perUnit('gigabytes', '0.1') })),
}

/** November 2026 has 30 days. */
export const november = { from: '2026-11-01T00:00:00.000000Z', to: '2026-12-01T00:00:00.000000Z' }

/** Midnight of a day of November. */
export function day(number: number): string {
  return `2026-11-${String(number).padStart(2, '0')}T00:00:00.000000Z`
}

export const acme: Subscription = {
  id: 'acme', account: 'acme', plan: 'pro', planVersion: versions.pro.version, zone: 'UTC', anchor: '2026-10-01', from: '2026-10-01T00:00:00.000000Z',
}

/** Acme with changes, each decided when it starts unless it says otherwise. */
export function changed(...changes: readonly { readonly kind: string; readonly at: string; readonly [field: string]: unknown }[]): Subscription {
  return { ...acme, changes: checkChanges(changes.map((change, index) => ({ id: `c${index + 1}`, decidedAt: change.at, ...change })), 'changes') }
}
