import { aggregateUsage, duration, sum, type Decimal, type JsonObject, type UsageEvent } from '@farthing/core'
import { publishPlan, rateSegments, type Carry, type PlanVersion, type Subscription } from '@farthing/pricing'
import { assembleInvoice } from '../src/index.js'

const instants = ['2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01'].map((day) => `${day}T00:00:00.000000Z`)
const [november = '', december = '', january = '', february = ''] = instants

/** The bounds of three months in UTC. */
export const months = { november, december, january, february }

const meters = {
  calls: sum({ event: 'calls', value: 'count' }),
  gpu: duration({ event: 'gpu', allocation: 'id', phase: 'phase', per: 'hour', snapshot: 'promise' }),
}

/** Calls on the 10th of each month, one figure for each. */
export function calls(...counts: readonly Decimal[]): readonly UsageEvent[] {
  return counts.flatMap((count, index) => (count === '0' ? [] : [event('calls', `calls-${index}`, dayOf(index, '10T09:00'), { count })]))
}

/** An allocation of some hours from noon of the 15th of a month, with what was promised for it. */
export function allocation(month: 0 | 1 | 2, id: string, hours: 1 | 2 | 3 | 4 | 5 | 6, promise?: JsonObject): readonly UsageEvent[] {
  const data = { id, ...(promise === undefined ? {} : { promise }) }
  return [
    event('gpu', `${id}-open`, dayOf(month, '15T12:00'), { ...data, phase: 'open' }),
    event('gpu', `${id}-close`, dayOf(month, `15T${12 + hours}:00`), { ...data, phase: 'close' }),
  ]
}

function event(type: string, id: string, time: string, data: JsonObject): UsageEvent {
  return { id, source: 'test', type, subject: 'acme', time, data, revision: 0 }
}

function dayOf(month: number, time: string): string {
  return `${(instants[month] ?? '').slice(0, 8)}${time}:00.000000Z`
}

export interface ShownInvoice {
  /** Description and amount of each line. */
  readonly lines: readonly (readonly [string, Decimal])[]
  readonly payable: Decimal
}

export interface ThreeMonths {
  readonly plan: Parameters<typeof publishPlan>[1]
  /** Versions that changes of the subscription name. */
  readonly others?: readonly PlanVersion[]
  readonly changes?: Subscription['changes']
  readonly events: readonly UsageEvent[]
}

/** The invoices of November, December and January: each month is rated from what the one before handed on, rounded and summed once. */
export function threeInvoices({ plan, others = [], changes, events }: ThreeMonths): readonly ShownInvoice[] {
  const version = publishPlan('pro', plan)
  const own = { id: 'acme', account: 'acme', plan: 'pro', planVersion: version.version, zone: 'UTC', anchor: '2026-11-01', from: november }
  const subscription = { ...own, ...(changes === undefined ? {} : { changes }) }
  const { buckets } = aggregateUsage(events, { meters, subscriptions: [{ ...own, subjects: ['acme'] }] })
  let carryIn: Carry = {}
  return instants.slice(0, 3).map((from, index) => {
    const period = { from, to: instants[index + 1] ?? '' }
    const usage = buckets.filter((bucket) => bucket.from >= period.from && bucket.to <= period.to)
    const knownAt = { cut: '1', at: period.to }
    const rated = rateSegments({ tenant: 'seller', subscription, versions: [version, ...others], facts: { usage }, carryIn, period, knownAt })
    carryIn = rated.carryOut
    const rounding = { mode: 'half-even', scope: 'perLine' } as const
    const draft = assembleInvoice({ ...period, tenant: 'seller', account: 'acme', currency: 'EUR', zone: 'UTC', rounding, zeroLines: 'omit', charges: rated.charges, knownAt })
    return { lines: draft.lines.map(({ description, amount }) => [description, amount] as const), payable: draft.totals.payable }
  })
}
