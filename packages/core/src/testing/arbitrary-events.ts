import fc from 'fast-check'
import type { UsageEvent } from '../events/usage-event.js'
import type { Json, JsonObject } from '../evidence/json.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import type { Instant, Interval } from '../time/time-type.js'

/** Texts that have broken billing systems: keys of object prototypes, empty text, twins in Unicode, text that looks like a number. */
export const awkwardTexts = ['__proto__', 'constructor', 'toString', '', 'é', 'e\u0301', '\u{1f600}', '\ufb01', '1', 'true', '-', '2:ab'] as const

export interface EventRange {
  /** A week around a change of clocks in Europe unless given. */
  readonly within?: Interval
  readonly types?: readonly string[]
  readonly subjects?: readonly string[]
  /** Subscriptions that some events name; none unless given. */
  readonly subscriptions?: readonly string[]
}

/** Where events happen unless told otherwise. */
export const weekOfClockChange: Interval = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }

export interface ReportRange extends EventRange {
  /** Whether some reports contradict others. They do not unless given. */
  readonly conflicts?: boolean
  /** Most identities; 12 unless given. */
  readonly maxEvents?: number
}

const quarterMs = 900_000

/** Records as JSON text gives them. */
const plain = { noNullPrototype: true } as const

/** Instants of an interval, often on or one microsecond beside a quarter hour. */
export function arbitraryInstant(within: Interval = weekOfClockChange): fc.Arbitrary<Instant> {
  const [first, last] = [epochMsOf(within.from), epochMsOf(within.to) - 1]
  const anywhere = fc.tuple(fc.integer({ min: first, max: last }), fc.integer({ min: 0, max: 999 }))
  const onGrid = fc.integer({ min: Math.ceil(first / quarterMs), max: Math.floor(last / quarterMs) }).map((quarter) => [quarter * quarterMs, 0] as const)
  const beforeGrid = onGrid.filter(([ms]) => ms > first).map(([ms]) => [ms - 1, 999] as const)
  return fc.oneof(anywhere, onGrid, beforeGrid).map(([ms, microsecond]) => instantOfEpochMs(ms, microsecond))
}

/** What a producer may send as a value: whole and broken numbers as text or number, now and then something that no meter can read. */
export function arbitraryValue(): fc.Arbitrary<Json> {
  const whole = fc.integer({ min: -1_000, max: 5_000_000 })
  const fraction = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 20n), fc.integer({ min: 1, max: 9 })).map(([units, scale]) => pointed(units, scale))
  const unreadable = fc.constantFrom<Json>('', 'NaN', '1e3', '0x10', '１２', null, true, [1], { n: 1 }, '9'.repeat(39))
  return fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 4, arbitrary: whole.map(String) },
    { weight: 4, arbitrary: fraction },
    { weight: 1, arbitrary: fc.constantFrom<Json>(0.1, 1e-7, 1e21, '007.50', '-0', 9_007_199_254_740_991) },
    { weight: 1, arbitrary: unreadable },
  )
}

function pointed(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Data with a value under `count`, groups under `model` and `region`, and a nested `route.name`; in one of four any may be missing. */
export function arbitraryData(): fc.Arbitrary<JsonObject> {
  const group = fc.constantFrom<Json>('large', 'small', 1, '1', true, null, ...awkwardTexts)
  const members = {
    count: arbitraryValue(),
    model: group,
    region: fc.constantFrom<Json>('eu', 'us', 7),
    route: fc.record({ name: group }, { ...plain, requiredKeys: [] }),
  }
  return fc.oneof({ weight: 3, arbitrary: fc.record(members, plain) }, { weight: 1, arbitrary: fc.record(members, { ...plain, requiredKeys: [] }) })
}

/** First reports: revision 0, with data. Identities may repeat; {@link arbitraryReports} makes them deliberate. */
export function arbitraryUsageEvent(range: EventRange = {}): fc.Arbitrary<UsageEvent> {
  const { within, types = ['llm.tokens', 'scan'], subjects = ['acme', 'bolt'], subscriptions = [] } = range
  const event = fc.record({
    id: fc.oneof(fc.nat(1_000).map(String), fc.constantFrom(...awkwardTexts.filter((text) => text !== ''))),
    source: fc.constantFrom('api', 'batch', '__proto__'),
    type: fc.constantFrom(...types),
    subject: fc.constantFrom(...subjects),
    time: arbitraryInstant(within),
    data: arbitraryData(),
    revision: fc.constant(0),
  }, plain)
  if (subscriptions.length === 0) return event
  const named = fc.option(fc.constantFrom(...subscriptions), { freq: 1 })
  return fc.tuple(event, named).map(([unnamed, subscription]) => (subscription === null ? unnamed : { ...unnamed, subscription }))
}

/**
 * What reached the seller, in order of arrival: events out of order of time (so late ones too), duplicates, amendments and voids, and when
 * `conflicts` is set, repeats of an identity and revision that say something else.
 */
export function arbitraryReports(range: ReportRange = {}): fc.Arbitrary<readonly UsageEvent[]> {
  const { conflicts = false, maxEvents = 12 } = range
  const events = fc.uniqueArray(arbitraryUsageEvent(range), { maxLength: maxEvents, selector: ({ source, id }) => JSON.stringify([source, id]) })
  return events
    .chain((firsts) => fc.tuple(...firsts.map((first) => arbitraryRevisions(first, range))))
    .chain((histories) => arbitraryArrivals(histories.flat(), conflicts))
}

/** An event, and sometimes amendments of it or a void. */
function arbitraryRevisions(first: UsageEvent, range: EventRange): fc.Arbitrary<readonly UsageEvent[]> {
  const amendment = fc.record({ data: fc.option(arbitraryData(), { freq: 3 }), time: arbitraryInstant(range.within), revision: fc.integer({ min: 1, max: 3 }) }, plain)
  return fc
    .uniqueArray(amendment, { maxLength: 2, selector: ({ revision }) => revision })
    .map((amendments) => [first, ...amendments.map((amended) => ({ ...first, ...amended }))])
}

function arbitraryArrivals(reports: readonly UsageEvent[], conflicts: boolean): fc.Arbitrary<readonly UsageEvent[]> {
  if (reports.length === 0) return fc.constant(reports)
  const repeats = fc.array(fc.constantFrom(...reports), { maxLength: reports.length })
  const contradictions = fc.array(fc.constantFrom(...reports).map(contradict), { maxLength: conflicts ? 3 : 0 })
  return fc.tuple(repeats, contradictions).chain(([repeated, contradicting]) => {
    const all = [...reports, ...repeated, ...contradicting]
    return fc.shuffledSubarray(all, { minLength: all.length })
  })
}

function contradict(report: UsageEvent): UsageEvent {
  return { ...report, data: { ...report.data, contradiction: true } }
}
