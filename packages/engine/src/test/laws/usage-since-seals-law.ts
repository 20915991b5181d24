import { aggregations, canonicalJson, checkJson, count, fingerprintEvent, identityOf, isFarthingError, max, parseUsageEvent, sum, timeWeighted, unique } from '@farthing/core'
import { standardDunning } from '@farthing/ledger'
import { builtInStages, defineCatalog, perUnit, plan } from '@farthing/pricing'
import type { EventStore, IncomingEvent, Storage, Stores } from '@farthing/ports'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { fixedClock } from '../../clock/fixed-clock.js'
import type { BillingContext } from '../../context.js'
import { reportingSettings } from '../../sinks/usage-reporting.js'
import { jobSettings } from '../../jobs/job-options.js'
import { checkRetentionOptions } from '../../retention/retention-options.js'
import { checkCorrectionOptions } from '../../corrections/correction-options.js'
import { createBilling } from '../../create-billing.js'
import { nativeSha256 } from '../../digest/native-sha256.js'
import { eventsLateFor } from '../../windows/late-events.js'
import { checkLateness } from '../../windows/lateness.js'
import { sealUsage } from '../../usage/seal-usage.js'
import { selectPeriods } from '../../usage/select-periods.js'
import { usageAtCut } from '../../usage/usage-at-cut.js'
import { onStorage, type LawSubject } from './law-subject.js'

/** By dimensions with a cap, without evidence, growing with events, by the minute, and a level. */
const catalog = defineCatalog({
  meters: {
    tokens: sum({ event: 'used', value: 'n', by: ['model'], maxGroups: 3 }),
    calls: count({ event: 'used', evidence: 'none' }),
    bytes: sum({ event: 'sent', value: 'n', by: ['model'], evidence: 'none' }),
    last: max({ event: 'sent', value: 'n', grid: 'minute', evidence: 'none' }),
    people: unique({ event: 'used', value: 'who' }),
    peak: max({ event: 'peak', value: 'n', grid: 'minute' }),
    seats: timeWeighted({ event: 'seat', value: 'n', reports: 'change', per: 'hour' }),
  },
  plans: {
    api: plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '1'), calls: perUnit('calls', '1'), people: perUnit('people', '1'), peak: perUnit('peak', '1'), bytes: perUnit('bytes', '1'), last: perUnit('last', '1') }),
    team: plan({ currency: 'EUR', every: 'month' }, { seats: perUnit('seats', '1'), calls: perUnit('calls', '1') }),
  },
})

/** One revision of one of few events, so that they meet: in October and around it, for either subscription, of another's subject, broken, void. */
const report = fc.record({
  id: fc.integer({ min: 0, max: 9 }),
  revision: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom('used', 'used', 'sent', 'sent', 'peak', 'seat'),
  subject: fc.constantFrom('acme', 'acme', 'shared', 'globex', 'nobody'),
  subscription: fc.option(fc.constantFrom('acme', 'globex', 'unknown'), { nil: undefined, freq: 4 }),
  time: fc.constantFrom('2026-09-30T23:59:59.999999Z', '2026-10-01T00:00:00Z', '2026-10-14T09:00:00Z', '2026-10-14T09:07:00Z', '2026-10-14T09:14:59.999999Z', '2026-10-14T09:15:00Z', '2026-10-31T23:59:59Z', '2026-11-01T00:00:00Z'),
  data: fc.option(fc.record({ n: fc.constantFrom('1', '2.5', '7', 'broken'), who: fc.constantFrom('ann', 'bob'), model: fc.constantFrom('a', 'b', 'c', 'd') }), { nil: null, freq: 8 }),
})
type Report = typeof report extends fc.Arbitrary<infer R> ? R : never

const history = fc.array(fc.array(report, { maxLength: 8 }), { minLength: 2, maxLength: 3 })

/** A void is of a revision above the first. */
function incoming({ id, subscription, ...about }: Report): IncomingEvent {
  const revision = about.data === null ? Math.max(about.revision, 1) : about.revision
  const event = parseUsageEvent({ id: String(id), source: 's', ...about, revision, ...(subscription === undefined ? {} : { subscription }) })
  return { event, identity: identityOf(event, nativeSha256), fingerprint: fingerprintEvent(event, nativeSha256), receivedAt: '2026-11-02T00:00:00.000000Z' }
}

async function setting(storage: Storage) {
  const clock = fixedClock('2026-11-02T00:00:00Z')
  const billing = createBilling({ catalog, storage, clock })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-09-01', zone: 'UTC', subjects: ['acme', 'shared'] })
  await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'team', from: '2026-09-01', zone: 'UTC', subjects: ['globex', 'shared'] })
  const context: BillingContext = {
    catalog, storage, clock, tenant: 'default', digest: nativeSha256, aggregations, stages: builtInStages, rounding: { mode: 'half-even', scope: 'perLine' },
    zeroLines: 'keep', numbering: { invoices: { format: 'INV-{number}' }, supplementaryInvoices: { format: 'INV-{number}' }, creditNotes: { format: 'CN-{number}' } }, corrections: checkCorrectionOptions({}), retention: checkRetentionOptions({}), lateness: checkLateness({}, catalog), sources: {}, invoicing: {}, dunning: standardDunning, jobs: jobSettings({}), reporting: reportingSettings({}, catalog), paymentProviders: new Map(), refundApproval: 'another_person',
  }
  return { context, inTransaction: <T>(work: (stores: Stores) => Promise<T>) => storage.transaction('default', work) }
}

/** The events as measuring by seals sees them. */
export type SeenEvents = (events: EventStore) => EventStore

/** What is known after each batch, sealed in between: by the seals as `change` lets the store be seen, and by measuring all of it. */
async function bothWays(storage: Storage, batches: readonly (readonly Report[])[], change: SeenEvents) {
  const { context, inTransaction } = await setting(storage)
  const told: { readonly renewed: string; readonly whole: string }[] = []
  for (const batch of batches) {
    await inTransaction(({ events }) => events.append(batch.map(incoming)))
    await inTransaction(async (stores) => {
      const billed = await selectPeriods(context, stores, { period: '2026-10' })
      const seen = { ...stores, events: change(stores.events) }
      const renewed = await outcomeOf(async () => (await usageAtCut(context, seen, billed)).usage.map(({ buckets }) => buckets))
      const whole = await outcomeOf(async () => (await usageAtCut(context, unsealed(stores), billed)).usage.map(({ buckets }) => buckets))
      const late = await outcomeOf(() => lateIn(context, seen, billed))
      const lateByScan = await outcomeOf(() => lateIn(context, { ...stores, events: readingAll(stores.events) }, billed))
      told.push({ renewed, whole }, { renewed: late, whole: lateByScan })
      if (!whole.startsWith('"refused')) await sealUsage(context, stores, await usageAtCut(context, stores, billed), new Map())
    })
  }
  return told
}

async function lateIn(context: BillingContext, stores: Stores, billed: Awaited<ReturnType<typeof selectPeriods>>) {
  const late = []
  for (const each of billed) {
    const seal = await stores.usage.latest(each.contract.subscription.id, each.period)
    if (seal !== undefined) for await (const event of eventsLateFor(seal.knownAt, context, stores, each)) late.push(event)
  }
  return late
}

/** As if nothing was sealed, so that all is measured. */
function unsealed(stores: Stores): Stores {
  return { ...stores, usage: { ...stores.usage, latest: () => Promise.resolve(undefined) } }
}

/** As if what changed could not be asked for. */
function readingAll(events: EventStore): EventStore {
  return { ...events, scan: ({ recordedAfter: _, replacedIn: __, ...query }) => events.scan(query) }
}

async function outcomeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    return canonicalJson(checkJson(await work(), 'usage'))
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return canonicalJson(`refused: ${error.code} ${error.message}`)
  }
}

/** Usage since its seals is that of all events measured again, byte for byte, and so are late events. Each run is up to three seals, measured both ways. */
export async function checkUsageSinceSeals(subject: LawSubject, numRuns: number, change: SeenEvents = (events) => events): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, (batches) =>
      onStorage(subject, async (storage) => {
        for (const { renewed, whole } of await bothWays(storage, batches, change)) expect(renewed).toBe(whole)
      }),
    ),
    { numRuns },
  )
}
