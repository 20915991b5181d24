import type { UsageEvent } from '../../events/usage-event.js'
import type { Json } from '../../evidence/json.js'
import type { Meter, MeterFilter } from '../../meters/meter.js'
import type { SubscriptionCandidate } from '../resolve-subscription.js'

/**
 * A second, slow and obvious implementation of usage, which shares no code with the first: one pass per (event, meter), fractions as
 * integers of 10^-80, windows through epoch milliseconds. Gives `quantity/events` by `[subscription, meter, groups, from, to]`.
 */
export function slowUsage(reports: readonly UsageEvent[], meters: { readonly [meter: string]: Meter }, subscriptions: readonly SubscriptionCandidate[]): ReadonlyMap<string, string> {
  const usage = new Map<string, { units: bigint; events: number }>()
  for (const event of currentEvents(reports)) {
    for (const [name, meter] of Object.entries(meters)) {
      if (event.data === null || event.type !== meter.event) continue
      const takers = subscriptionsOf(event, subscriptions).filter((candidate) => candidate.meters?.includes(name) ?? true)
      if (takers.length !== 1) continue
      const units = readUnits(meter, event.data)
      const groups = (meter.by ?? []).map((path) => groupOf(at(event.data, path)))
      if (units === 'broken' || groups.includes('broken')) continue
      const key = JSON.stringify([takers[0]!.id, name, groups.map((group) => (group as { text: string | null }).text), ...pieceOf(event.time, takers[0]!)])
      const before = usage.get(key) ?? { units: 0n, events: 0 }
      if (units !== 'filtered') usage.set(key, { units: before.units + units, events: before.events + 1 })
    }
  }
  return new Map([...usage].map(([key, { units, events }]) => [key, `${printed(units)} of ${events}`]))
}

function currentEvents(reports: readonly UsageEvent[]): readonly UsageEvent[] {
  const sameIdentity = (a: UsageEvent, b: UsageEvent) => a.source === b.source && a.id === b.id
  return reports.filter((event, index) => {
    const rivals = reports.filter((rival, other) => sameIdentity(event, rival) && (rival.revision > event.revision || (rival.revision === event.revision && other < index)))
    return rivals.length === 0
  })
}

function subscriptionsOf(event: UsageEvent, subscriptions: readonly SubscriptionCandidate[]): readonly SubscriptionCandidate[] {
  return subscriptions.filter(({ id, subjects, from, to = '9999' }) => {
    const meant = event.subscription === undefined ? subjects.includes(event.subject) : id === event.subscription
    return meant && event.time >= from && event.time < to
  })
}

function pieceOf(time: string, { from, to, cuts = [] }: SubscriptionCandidate): readonly [string, string] {
  const quarter = Math.floor(Date.parse(time) / 900_000)
  const text = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z')
  const edges = [text(quarter * 900_000), text((quarter + 1) * 900_000)]
  const inside = [from, to ?? from, ...cuts].filter((cut) => edges[0]! < cut && cut < edges[1]!)
  const all = [...edges, ...inside].sort()
  const start = all.filter((edge) => edge <= time).at(-1)!
  return [start, all.find((edge) => edge > time)!]
}

function readUnits(meter: Meter, data: Json): bigint | 'broken' | 'filtered' {
  for (const filter of meter.filter ?? []) {
    const verdict = passes(filter, data)
    if (verdict !== true) return verdict === false ? 'filtered' : 'broken'
  }
  if (meter.value === undefined) return one
  const units = unitsOf(at(data, meter.value))
  return units === undefined || (units < 0n && meter.negative !== 'allowed') ? 'broken' : units
}

function passes(filter: MeterFilter, data: Json): boolean | 'broken' {
  if ('not' in filter) {
    const verdict = passes(filter.not, data)
    return verdict === 'broken' ? verdict : !verdict
  }
  if ('all' in filter) return decided(filter.all, data, false)
  if ('any' in filter) return decided(filter.any, data, true)
  const value = at(data, filter.path)
  if ('equals' in filter) return value === filter.equals
  if ('in' in filter) return filter.in.some((alternative) => alternative === value)
  if (value === null) return false
  const units = unitsOf(value)
  if (units === undefined) return 'broken'
  return (filter.from === undefined || units >= unitsOf(filter.from)!) && (filter.to === undefined || units < unitsOf(filter.to)!)
}

function decided(filters: readonly MeterFilter[], data: Json, by: boolean): boolean | 'broken' {
  for (const filter of filters) {
    const verdict = passes(filter, data)
    if (verdict === by || verdict === 'broken') return verdict
  }
  return !by
}

function at(data: Json, path: string): Json {
  let value: Json = data
  for (const key of path.split('.')) {
    const found: readonly [string, Json] | undefined = Array.isArray(value) ? undefined : Object.entries(value ?? {}).find(([name]) => name === key)
    value = found === undefined ? null : found[1]
  }
  return value
}

const scale = 80
const one = 10n ** BigInt(scale)

function unitsOf(value: Json): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(typeof value === 'object' ? '' : `${value}`)
  if (match === null || typeof value === 'boolean' || (typeof value === 'string' && match[4] !== undefined)) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const significant = `${whole}${fraction}`.replace(/^0+/, '')
  if (significant.length > 38) return undefined
  const units = BigInt(whole + fraction) * 10n ** BigInt(scale - fraction.length + Number(exponent))
  return sign === '-' ? -units : units
}

function groupOf(value: Json): { readonly text: string | null } | 'broken' {
  if (value === null) return { text: null }
  if (typeof value === 'object') return 'broken'
  const text = typeof value === 'number' ? printed(unitsOf(value)!) : String(value)
  return text.length > 256 ? 'broken' : { text }
}

function printed(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '')
}
