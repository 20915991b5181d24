import { memory } from '@farthing/adapters-memory'
import { count, sum, type RoundingPolicy } from '@farthing/core'
import { bucket, defineCatalog, flat, graduated, includedQuantity, perUnit, plan, quantityGrants, type Bindings } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { createBilling } from '../create-billing.js'

const month = { currency: 'EUR', every: 'month' } as const

/**
 * `saas`: 49.00 a month, 50 scans free and then 0.05, mails at 0.005, tokens by model with 1,000 of each free. `pool`: 100 calls and scans together are included.
 * `granted`: scans at 1.00, and what grants cover. `rollover`: 100 scans, of which up to 30 roll over. `usd`: mails in dollars. `addon`: more scans.
 */
export const catalog = defineCatalog({
  meters: {
    scans: sum({ event: 'ocr.scan', value: 'quantity', displayName: 'OCR scans', unit: 'scan', by: ['office'] }),
    mails: count({ event: 'mail.sent', displayName: 'Emails' }),
    tokens: sum({ event: 'llm.tokens', value: 'usage.count', by: ['model'] }),
    calls: count({ event: 'api.call' }),
  },
  plans: {
    saas: plan(month, {
      base: flat('49'),
      scans: graduated('scans', [{ upTo: '50', unit: '0' }, { unit: '0.05' }]),
      mails: perUnit('mails', '0.005'),
      tokens: graduated('tokens', [{ upTo: '1000', unit: '0' }, { unit: '0.001' }], { by: ['model'] }),
    }),
    pool: plan({ ...month, program: { stages: [includedQuantity('included', { quantity: '100' })] } }, { calls: perUnit('calls', '1'), scans: perUnit('scans', '1') }),
    granted: plan({ ...month, program: { stages: [quantityGrants('grants')] } }, { scans: perUnit('scans', '1') }),
    rollover: plan(month, { scans: bucket('scans', { included: '100', overage: '0.05', rolloverLimit: '30' }) }),
    usd: plan({ currency: 'USD', every: 'month' }, { mails: perUnit('mails', '0.005') }),
    addon: plan(month, { more: graduated('scans', [{ upTo: '5', unit: '0' }, { unit: '1' }]) }),
  },
})

type PlanName = keyof typeof catalog.plans

export interface SaasOptions {
  readonly storage?: Storage
  readonly plan?: PlanName
  readonly zone?: string
  readonly programs?: Bindings
  readonly rounding?: RoundingPolicy
}

/** Billing of `acme`, subscribed from November 2026 on, by a clock that is on the 10th until it is set. */
export async function saasBilling({ storage = memory(), plan: planName = 'saas', zone = 'UTC', programs, rounding }: SaasOptions = {}) {
  const clock = { at: '2026-11-10T00:00:00.000000Z', now: () => clock.at }
  const billing = createBilling({ catalog, storage, clock, ...(programs === undefined ? {} : { programs }), ...(rounding === undefined ? {} : { rounding }) })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: planName, from: '2026-11-01', zone })
  return { billing, clock, storage }
}

let serial = 0

/** A scan of so many pages on a day of November, at noon in UTC. */
export function scans(quantity: string, day = '05', office?: string) {
  return event('ocr.scan', day, { quantity, ...(office === undefined ? {} : { office }) })
}

export function tokens(quantity: string, model: string, day = '05') {
  return event('llm.tokens', day, { usage: { count: quantity }, model })
}

export function event(type: string, day: string, data: object = {}, about: object = {}) {
  return { id: `e${(serial += 1)}`, source: 'app', type, subject: 'acme', time: `2026-11-${day}T12:00:00Z`, data, ...about }
}
