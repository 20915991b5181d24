import type { Meter } from '@farthing/core'
import type { LawSubscription } from '../law-catalog.js'
import { aggregateAll, type AuditValue } from './audit-aggregate.js'
import { ageMicros, periodLabel, quarterHour, wallDate } from './audit-calendar.js'
import { unitsOf, type AuditQuantity } from './audit-quantity.js'
import { isWellFormed, sameText, type AuditReport } from './audit-report.js'

/** What a meter makes of an event: `metered acme`, `quarantined acme`, `unattached none`, `not_metered`. */
export type AuditReading = readonly [meter: string, verdict: string]

export interface AuditUsage {
  /** Subscription, meter, groups, and the start of the quarter hour or the label of the period, as JSON. */
  readonly key: string
  readonly quantity: AuditQuantity
  /** The versions of events behind it. */
  readonly events: readonly string[]
}

interface AuditSeal {
  readonly subscription: string
  readonly period: string
  /** How many reports were kept when it was taken. */
  readonly cut: number
  readonly revision: number
  readonly content: string
}

/** What the auditor knows of the catalogue. */
export interface AuditCatalog {
  readonly meters: { readonly [meter: string]: Meter }
  /** Meters of each plan. */
  readonly plans: { readonly [plan: string]: readonly string[] }
  /** How old new events of one source may be at their receipt. */
  readonly maxAge: { readonly source: string; readonly days: number }
}

/**
 * Recomputes metering from its history, slowly: a list of what was kept, searched from the start for every question. Shares no code with what it
 * audits: it compares numbers by multiplying across, asks `Intl` for dates, and never merges anything.
 */
export class Auditor {
  readonly #catalog: AuditCatalog
  readonly #kept: AuditReport[] = []
  readonly #subscriptions: LawSubscription[] = []
  readonly #seals: AuditSeal[] = []

  constructor(catalog: AuditCatalog) {
    this.#catalog = catalog
  }

  start(subscription: LawSubscription): void {
    this.#subscriptions.push(subscription)
  }

  /** The receipt of each event of a batch that is received at an instant. */
  ingest(batch: readonly unknown[], at: string): readonly string[] {
    return batch.map((event) => {
      if (!isWellFormed(event)) return 'rejected'
      const same = this.#kept.find((kept) => kept.source === event.source && kept.id === event.id && (kept.revision ?? 0) === (event.revision ?? 0))
      if (same !== undefined) return sameText(same, event) ? 'duplicate' : 'conflict'
      if (event.source === this.#catalog.maxAge.source && ageMicros(event.time, at) > BigInt(this.#catalog.maxAge.days) * 86_400_000_000n) return 'rejected'
      this.#kept.push(event)
      const readers = Object.entries(this.#catalog.meters).filter(([, { event: type }]) => type === event.type)
      return readers.some(([meter]) => this.#takers(event, meter).length === 1) ? 'accepted' : 'unattached'
    })
  }

  /** What every meter makes of every event that counts, as `[source, id, revision]` and readings. */
  readings(): readonly (readonly [string, readonly AuditReading[]])[] {
    return this.#effective(this.#kept.length).map((event) => [nameOf(event), this.#readingsOf(event)])
  }

  /** Usage by period. */
  usage(): readonly AuditUsage[] {
    return this.#pile((event, { from, zone }) => periodLabel(wallDate(event.time, zone), startDay(from)))
  }

  /** Takes seals of a period, and gives `subscription: revision` for each. */
  seal(period: string): readonly string[] {
    const answers: string[] = []
    for (const { key, from, account } of this.#subscriptions) {
      if (periodLabel(from, startDay(from)) > period) continue
      const content = JSON.stringify([this.bucketsOf(key, period).map((bucket) => [bucket.key, bucket.events]), this.#subscriptions.filter((rival) => rival.account === account).map((rival) => rival.key).sort()])
      const before = this.#lastSeal(key, period)
      const revision = before === undefined ? 0 : before.revision + (before.content === content ? 0 : 1)
      if (before?.content !== content) this.#seals.push({ subscription: key, period, cut: this.#kept.length, revision, content })
      answers.push(`${key}: ${revision}`)
    }
    return answers.sort()
  }

  /** What a seal holds: quarter hours. */
  bucketsOf(subscription: string, period: string): readonly AuditUsage[] {
    return this.#pile((event, { key, from, zone }) =>
      key === subscription && periodLabel(wallDate(event.time, zone), startDay(from)) === period ? quarterHour(event.time) : undefined,
    )
  }

  /** Events of a sealed period that its seal does not show as they are now. */
  late(subscription: string, period: string): readonly string[] {
    const seal = this.#lastSeal(subscription, period)
    if (seal === undefined) return []
    const then = this.#effective(seal.cut).filter((event) => this.#isUsageOf(event, subscription, period))
    const now = this.#effective(this.#kept.length).filter((event) => this.#isUsageOf(event, subscription, period))
    const thenAll = this.#effective(seal.cut).map(nameOf)
    const arrived = now.filter((event) => !thenAll.includes(nameOf(event)))
    const nowAll = this.#effective(this.#kept.length).map(nameOf)
    const withdrawn = then.filter((event) => !nowAll.includes(nameOf(event)) && !now.some((each) => each.source === event.source && each.id === event.id))
    return [...arrived, ...withdrawn].map(nameOf).sort()
  }

  #lastSeal(subscription: string, period: string): AuditSeal | undefined {
    return this.#seals.filter((seal) => seal.subscription === subscription && seal.period === period).at(-1)
  }

  /** Of the first `cut` reports, the highest revision of each identity that is no void. */
  #effective(cut: number): readonly AuditReport[] {
    const seen = this.#kept.slice(0, cut)
    const revision = (report: AuditReport) => report.revision ?? 0
    return seen.filter((report) => report.data !== null && !seen.some((rival) => rival.source === report.source && rival.id === report.id && revision(rival) > revision(report)))
  }

  #isUsageOf(event: AuditReport, subscription: string, period: string): boolean {
    const { from, zone } = this.#subscriptions.find(({ key }) => key === subscription) ?? { from: '', zone: 'UTC' }
    const isUsage = this.#readingsOf(event).some(([, verdict]) => verdict === `metered ${subscription}`)
    return isUsage && periodLabel(wallDate(event.time, zone), startDay(from)) === period
  }

  #takers({ subject, subscription, time }: AuditReport, meter: string): readonly LawSubscription[] {
    const meant = this.#subscriptions.filter(({ key, account }) => (subscription === undefined ? account === subject : key === subscription))
    return meant.filter(({ from, zone, plan }) => wallDate(time, zone) >= from && (this.#catalog.plans[plan] ?? []).includes(meter))
  }

  #readingsOf(event: AuditReport): readonly AuditReading[] {
    const readings: AuditReading[] = []
    for (const [name, meter] of Object.entries(this.#catalog.meters)) {
      if (meter.event !== event.type) continue
      const takers = this.#takers(event, name)
      if (takers.length === 1) readings.push([name, `${this.#readingOf(event, meter) === undefined ? 'quarantined' : 'metered'} ${takers[0]?.key ?? ''}`])
      else readings.push([name, takers.length > 1 ? 'unattached ambiguous' : this.#whyNone(event)])
    }
    return readings.sort(([a], [b]) => (a < b ? -1 : 1))
  }

  #whyNone({ subject, subscription, time }: AuditReport): string {
    if (subscription !== undefined) {
      const named = this.#subscriptions.find(({ key }) => key === subscription)
      if (named === undefined) return 'unattached unknown'
      return wallDate(time, named.zone) >= named.from ? 'not_metered' : 'unattached inactive'
    }
    return this.#subscriptions.some(({ account, from, zone }) => account === subject && wallDate(time, zone) >= from) ? 'not_metered' : 'unattached none'
  }

  /** Value and groups, or nothing where the event breaks the meter. */
  #readingOf({ data, time, source, id }: AuditReport, { aggregation, value: path, negative, by = [] }: Meter): { readonly value: AuditValue; readonly groups: readonly (string | null)[] } | undefined {
    const value: unknown = path === undefined ? '1' : data?.[path]
    if (aggregation === 'unique' ? !isIdentity(value) : unitsOf(value) === undefined) return undefined
    if (aggregation !== 'unique' && negative !== 'allowed' && (unitsOf(value) ?? 0n) < 0n) return undefined
    const groups: (string | null)[] = []
    for (const name of by) {
      const group: unknown = data?.[name] ?? null
      if (group === null || typeof group === 'string') groups.push(group)
      else if (typeof group === 'number' || typeof group === 'boolean') groups.push(String(group))
      else return undefined
    }
    return { value: { value, place: [time, source, id] }, groups }
  }

  #pile(windowOf: (event: AuditReport, subscription: LawSubscription) => string | undefined): readonly AuditUsage[] {
    const piles: { key: string; aggregation: string; values: AuditValue[]; events: string[] }[] = []
    for (const event of this.#effective(this.#kept.length)) {
      for (const [name, meter] of Object.entries(this.#catalog.meters)) {
        const takers = meter.event === event.type ? this.#takers(event, name) : []
        const [taker, other] = takers
        const reading = this.#readingOf(event, meter)
        if (taker === undefined || other !== undefined || reading === undefined) continue
        const window = windowOf(event, taker)
        if (window === undefined) continue
        const key = JSON.stringify([taker.key, name, reading.groups, window])
        const pile = piles.find((each) => each.key === key)
        if (pile === undefined) piles.push({ key, aggregation: meter.aggregation, values: [reading.value], events: [nameOf(event)] })
        else {
          pile.values.push(reading.value)
          pile.events.push(nameOf(event))
        }
      }
    }
    return piles
      .map(({ key, aggregation, values, events }) => ({ key, quantity: aggregateAll(aggregation, values), events: events.sort() }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
  }
}

function startDay(date: string): number {
  return Number(date.slice(8))
}

function nameOf({ source, id, revision = 0 }: AuditReport): string {
  return JSON.stringify([source, id, revision])
}

function isIdentity(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' && value.length <= 256 : typeof value === 'number'
}
