import { memory } from '@farthing/adapters-memory'
import { count, type Account } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import type { BillingOptions } from '../billing.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { call } from './sample-billing.js'

const month = { currency: 'EUR', every: 'month' } as const

/** `api`: 20.00 a month in advance, and 0.10 for each call. `resold`: 0.06 for each call. */
const apiCatalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    api: plan(month, { base: flat('20', { billing: 'advance' }), calls: perUnit('calls', '0.1') }),
    resold: plan(month, { calls: perUnit('calls', '0.06') }),
  },
})

export interface InvoicedOptions extends Partial<Pick<BillingOptions, 'numbering' | 'invoicing' | 'seller' | 'series'>> {
  readonly storage?: Storage
  readonly now?: string
}

/** Billing over the API catalogue in UTC, on 2 November 2026 unless told otherwise. */
export function invoicedBilling({ storage = memory(), now = '2026-11-02T00:00:00Z', ...options }: InvoicedOptions = {}) {
  return createBilling({ catalog: apiCatalog, storage, clock: fixedClock(now), ...options })
}

export type InvoicedBilling = ReturnType<typeof invoicedBilling>

/** An account with one subscription to `api`, of its own name, from 1 October 2026. */
export async function apiAccount(billing: InvoicedBilling, id: string, about: Partial<Account> = {}): Promise<void> {
  await billing.accounts.put({ key: id, account: { id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about } })
  await billing.subscriptions.start({ key: id, account: id, plan: 'api', from: '2026-10-01' })
}

/** So many calls of a subject at one time. */
export async function calls(billing: InvoicedBilling, count: number, { subject = 'acme', time = '2026-10-14T09:00:00Z' }: { readonly subject?: string; readonly time?: string } = {}): Promise<void> {
  await billing.events.ingest(Array.from({ length: count }, (_, index) => call(`${subject} ${time} ${index}`, { subject, time })))
}

/** Topics of an account's messages, in order. */
export async function topicsOf(storage: Storage, account: string): Promise<readonly string[]> {
  const entries = await storage.transaction('default', ({ outbox }) => outbox.read(account))
  return entries.map(({ topic }) => topic)
}
