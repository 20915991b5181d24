import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import type { BillingOptions } from '../billing.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call } from './sample-billing.js'

/** `api`: 20.00 a month, and 1.00 for each call. `daily`: 1.00 a day. `usd`: 1.00 dollar for each call. `ahead`: 30.00 in advance. `resold`: 0.60 for each call. */
const runCatalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    api: plan({ currency: 'EUR', every: 'month' }, { base: flat('20'), calls: perUnit('calls', '1') }),
    daily: plan({ currency: 'EUR', every: 'day' }, { fee: flat('1') }),
    usd: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '1') }),
    yearly: plan({ currency: 'EUR', every: 'year' }, { fee: flat('120') }),
    ahead: plan({ currency: 'EUR', every: 'month' }, { base: flat('30', { billing: 'advance' }), calls: perUnit('calls', '1') }),
    resold: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.6') }),
  },
})

type RunBillingOptions = Partial<Omit<BillingOptions, 'catalog' | 'clock'>> & { readonly storage?: Storage; readonly now?: string }

/** Billing over this catalogue, on 2 November 2026 unless told otherwise. */
export function runBilling({ storage = memory(), now = '2026-11-02T00:00:00Z', ...options }: RunBillingOptions = {}) {
  return createBilling({ catalog: runCatalog, storage, clock: fixedClock(now), ...options })
}

export type RunBilling = ReturnType<typeof runBilling>

/** A subscription of an account of the same name, in UTC from 1 October 2026. */
export async function subscribe(billing: RunBilling, id: string, about: Partial<Parameters<RunBilling['subscriptions']['start']>[0]> = {}): Promise<void> {
  await billing.subscriptions.start({ key: id, account: id, plan: 'api', from: '2026-10-01', zone: 'UTC', ...about })
}

/** So many calls of a subject in October, each with an id of its own. */
export async function callsOf(billing: RunBilling, subject: string, many: number, about: { readonly time?: string; readonly tag?: string } = {}): Promise<void> {
  const { time = '2026-10-14T09:00:00Z', tag = '' } = about
  await billing.events.ingest(Array.from({ length: many }, (_, index) => call(`${subject}${tag} ${index}`, { subject, time })))
}
