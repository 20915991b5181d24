import { memory } from '@farthing/adapters-memory'
import { count, isFarthingError, sum, type Failure } from '@farthing/core'
import { defineCatalog, flat, graduated, perUnit, plan } from '@farthing/pricing'
import type { Storage, Stores } from '@farthing/ports'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { SourcePolicies } from '../events/source-policy.js'

/** `pro`: 49.00 a month, the first million tokens free, then 2.50 per million. `calls`: 0.01 for each call. `usd`: like `calls` in dollars. */
export const catalog = defineCatalog({
  meters: { tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }), calls: count({ event: 'api.call' }) },
  plans: {
    pro: plan(
      { currency: 'EUR', every: 'month' },
      { base: flat('49.00'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) },
    ),
    calls: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '0.01') }),
    usd: plan({ currency: 'USD', every: 'month' }, { calls: perUnit('calls', '0.01') }),
    yearly: plan({ currency: 'EUR', every: 'year' }, { fee: flat('120') }),
  },
})

export interface SampleOptions {
  readonly storage?: Storage
  readonly now?: string
  readonly tenant?: string
  readonly sources?: SourcePolicies
}

/** Billing over an empty memory, on 2 November 2026 unless told otherwise. */
export function sampleBilling({ storage = memory(), now = '2026-11-02T00:00:00Z', tenant = 'default', sources = {} }: SampleOptions = {}) {
  return createBilling({ catalog, storage, clock: fixedClock(now), tenant, sources })
}

/** Billing with the subscription `acme` on `pro` from 1 October 2026 in Berlin. */
export async function acmeBilling(options: SampleOptions = {}) {
  const billing = sampleBilling(options)
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
  return billing
}

export function tokens(id: string, quantity: string, about: object = {}) {
  return { id, source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: quantity, model: 'large' }, ...about }
}

export function call(id: string, about: object = {}) {
  return { id, source: 'api', type: 'api.call', subject: 'acme', time: '2026-10-14T09:00:00Z', data: {}, ...about }
}

export const october = { account: 'acme', period: '2026-10' } as const

/** The failure that a call rejects with. */
export async function failureIn(call: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return error.toJSON()
  }
}

/** Storage in which every store is wrapped as `change` says. */
export function wrapped(storage: Storage, change: (stores: Stores) => Stores): Storage {
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(change(stores))) }
}

/** Storage that refuses every write. */
export function readOnly(storage: Storage): Storage {
  const refuse = () => Promise.reject(new Error('a read wrote to the storage'))
  return wrapped(storage, (stores) => ({
    ...stores,
    events: { ...stores.events, append: refuse },
    census: { ...stores.census, add: refuse },
    offsets: { ...stores.offsets, advance: refuse },
    usage: { ...stores.usage, put: refuse },
    summaries: { ...stores.summaries, put: refuse },
    writeOffs: { ...stores.writeOffs, put: refuse },
    charges: { ...stores.charges, put: refuse, putAll: refuse },
    carries: { ...stores.carries, put: refuse },
    documents: { ...stores.documents, put: refuse, putEvidence: refuse, nextNumber: refuse },
    corrections: { ...stores.corrections, append: refuse, appendStep: refuse },
    ledger: { ...stores.ledger, put: refuse },
    credits: { ...stores.credits, put: refuse, append: refuse },
    adjustments: { ...stores.adjustments, put: refuse, append: refuse },
    taxFilings: { ...stores.taxFilings, append: refuse },
    payments: { ...stores.payments, append: refuse },
    controls: { ...stores.controls, append: refuse },
    accounts: { ...stores.accounts, put: refuse },
    subscriptions: { ...stores.subscriptions, put: refuse },
    planVersions: { ...stores.planVersions, put: refuse },
    quotas: { ...stores.quotas, append: refuse, appendLimit: refuse },
    commands: { ...stores.commands, put: refuse },
    outbox: { ...stores.outbox, append: refuse },
  }))
}

/** Storage that counts scans of events. */
export function countingScans(storage: Storage) {
  const counts = { scans: 0 }
  const counted = wrapped(storage, (stores) => ({
    ...stores,
    events: {
      ...stores.events,
      scan: (query) => {
        counts.scans += 1
        return stores.events.scan(query)
      },
    },
  }))
  return { storage: counted, counts }
}
