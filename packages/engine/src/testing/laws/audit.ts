import { assertInvariant, avg, compareBytes, count, latest, max, sum, unique, type Instant, type Usage } from '@farthing/core'
import { arbitraryDeliveries } from '@farthing/core/testing'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import fc from 'fast-check'
import type { EventReading } from '../../events/event-record.js'
import { Auditor, type AuditUsage } from '../audit/auditor.js'
import { says, written } from '../audit/audit-quantity.js'
import { sent } from '../arbitrary-reports.js'
import { lawPeriods, lawSubscriptions, type LawBilling, type LawSubscription } from '../law-catalog.js'
import type { MeteringLaw } from '../metering-subject.js'
import { assertSame, tryHistories } from '../try-histories.js'

type Step = { readonly ingest: readonly unknown[]; readonly at: Instant } | { readonly start: number } | { readonly seal: string }

const within = { from: '2026-10-23T12:00:00.000000Z', to: '2026-11-01T02:00:00.000000Z' }
const subscriptions = [...lawSubscriptions.map(({ key }) => key), 'nobody-knows']
/** No events, which every batch ends with. */
const noEvents = [{}, { id: 'x' }]

/** Deliveries, with subscriptions that start and periods that are sealed somewhere between them. */
const histories = arbitraryDeliveries({ within, subjects: ['acme', 'bolt', 'nobody'], subscriptions, conflicts: true, maxEvents: 8 }).chain((deliveries) => {
  const start = fc.integer({ min: 0, max: 2 }).map((place): Step => ({ start: place }))
  const seal = fc.constantFrom(...lawPeriods).map((period): Step => ({ seal: period }))
  const others = fc.array(fc.tuple(fc.nat(deliveries.length), fc.oneof(start, seal)), { maxLength: 6 })
  return others.map((inserted) =>
    deliveries.flatMap(({ at, events }, place): readonly Step[] => [
      ...inserted.filter(([before]) => before === place).map(([, step]) => step),
      { ingest: [...sent(events), ...noEvents], at },
    ]),
  )
})

/** Events of `batch` may be 20 days old at their receipt. */
const maxAge = { source: 'batch', days: 20 }

/** The whole of metering against an independent implementation of it. */
export const auditLaw: MeteringLaw = {
  name: 'AUDIT: a slow and independent computation agrees on every receipt, reading, window, seal and late event of a history',
  check: (subject, options) =>
    tryHistories(
      subject,
      histories,
      async (steps, open) => {
        const catalog = auditCatalog()
        const { billing, restart } = open({ catalog, sources: { [maxAge.source]: { maxAge: `P${maxAge.days}D` } } })
        const auditor = new Auditor({ meters: catalog.meters, plans: { pro: Object.keys(catalog.meters), scans: ['scans'] }, maxAge })
        const started = new Set<number>()
        for (const step of [{ start: 0 }, ...steps]) {
          if ('start' in step) {
            if (started.has(step.start)) continue
            started.add(step.start)
            await billing.subscriptions.start(subscriptionAt(step.start))
            auditor.start(subscriptionAt(step.start))
          }
          else if ('seal' in step) await assertSealsAgree(billing, auditor, step.seal)
          else assertSame('AUDIT: receipts', (await restart(step.at).billing.events.ingest(step.ingest, { receipts: true })).receipts, auditor.ingest(step.ingest, step.at))
        }
        await assertReadingsAgree(billing, auditor)
        await assertUsageAgrees(billing, auditor)
        for (const place of started) await assertLateAgrees(billing, auditor, subscriptionAt(place))
      },
      // The auditor is slow.
      { ...options, numRuns: Math.ceil((options?.numRuns ?? 1000) / 2) },
    ),
}

function subscriptionAt(place: number): LawSubscription {
  const subscription = lawSubscriptions[place]
  assertInvariant(subscription !== undefined, 'a history starts subscriptions that the laws have')
  return subscription
}

async function assertReadingsAgree(billing: LawBilling, auditor: Auditor): Promise<void> {
  const { items } = await billing.events.list({}, { limit: 1_000 })
  const readings = items.map(({ event, readings: all }) => [versionOf(event), all.map((reading) => [reading.meter, verdictOf(reading)])])
  assertSame('AUDIT: readings', readings.sort(byText), [...auditor.readings()].sort(byText))
}

function verdictOf(reading: EventReading): string {
  switch (reading.status) {
    case 'not_metered':
      return reading.status
    case 'unattached':
      return `${reading.status} ${reading.reason}`
    default:
      return `${reading.status} ${reading.subscription}`
  }
}

async function assertUsageAgrees(billing: LawBilling, auditor: Auditor): Promise<void> {
  const found: Found[] = []
  for (const period of lawPeriods) found.push(...(await billing.usage.current({ period })).usage.map((usage) => ({ usage, window: period })))
  assertQuantitiesAgree('usage', found, auditor.usage())
}

async function assertSealsAgree(billing: LawBilling, auditor: Auditor, period: string): Promise<void> {
  const seals = await billing.usage.seal({ period })
  assertSame(`AUDIT: seals of ${period}`, seals.map(({ subscription, revision }) => `${subscription}: ${revision}`).sort(), auditor.seal(period))
  for (const { subscription, buckets } of seals) {
    assertQuantitiesAgree('buckets', buckets.map((usage) => ({ usage, window: usage.from })), auditor.bucketsOf(subscription, period))
  }
}

interface Found {
  readonly usage: Usage
  readonly window: string
}

function assertQuantitiesAgree(what: string, found: readonly Found[], audited: readonly AuditUsage[]): void {
  const byKey = new Map(found.map(({ usage, window }) => [JSON.stringify([usage.subscription, usage.meter, Object.values(usage.dimensions), window]), usage]))
  assertSame(`AUDIT: windows of ${what}`, [...byKey.keys()].sort(), audited.map(({ key }) => key).sort())
  for (const { key, quantity, events } of audited) {
    const usage = byKey.get(key)
    assertInvariant(usage !== undefined && says(usage.quantity, quantity), `AUDIT: ${what} of ${key} is ${usage?.quantity ?? 'nothing'}, not ${written(quantity)}`)
    assertInvariant(usage.events === events.length, `AUDIT: ${what} of ${key} has ${usage.events} events, not ${events.length}`)
  }
}

async function assertLateAgrees(billing: LawBilling, auditor: Auditor, { key, from }: LawSubscription): Promise<void> {
  for (const period of lawPeriods.filter((label) => label >= from.slice(0, 7))) {
    const { items } = await billing.events.late({ subscription: key, period })
    assertSame(`AUDIT: late events of ${key} in ${period}`, items.map(versionOf).sort(), auditor.late(key, period))
  }
}

function versionOf({ source, id, revision }: { readonly source: string; readonly id: string; readonly revision: number }): string {
  return JSON.stringify([source, id, revision])
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return compareBytes(JSON.stringify(a), JSON.stringify(b))
}

function auditCatalog() {
  const tokens = { event: 'llm.tokens', value: 'count' } as const
  const meters = {
    tokens: sum({ ...tokens, by: ['model', 'region'] }),
    mean: avg({ ...tokens, negative: 'allowed' }),
    peak: max({ ...tokens, negative: 'allowed' }),
    newest: latest({ ...tokens, negative: 'allowed' }),
    models: unique({ event: 'llm.tokens', value: 'model' }),
    scans: count({ event: 'scan' }),
  }
  return defineCatalog({
    meters,
    plans: {
      pro: plan({ currency: 'EUR', every: 'month' }, {
        tokens: perUnit('tokens', '1'),
        mean: perUnit('mean', '1'),
        peak: perUnit('peak', '1'),
        newest: perUnit('newest', '1'),
        models: perUnit('models', '1'),
        scans: perUnit('scans', '1'),
      }),
      scans: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '1') }),
    },
  })
}
