import { aggregateUsage, sum, type Meter, type UsageBucket, type UsageEvent } from '@farthing/core'
import { billedInterval } from '../../rating/billed-interval.js'
import type { ContractPeriod } from '../arbitrary-rating.js'
import { instantAt, type Reading } from '../arbitrary-usage.js'

/** Readings as the events that a producer sends. */
export function eventsOf({ contract, period }: ContractPeriod, readings: readonly Reading[]): readonly UsageEvent[] {
  const billed = billedInterval(contract.subscription, period) ?? period
  return readings.map(({ at, meter, dimensions, quantity }, index) => ({
    id: `${index}`,
    source: 'kit',
    type: meter,
    subject: contract.subscription.account,
    time: instantAt(billed, at),
    data: { quantity, ...Object.fromEntries(Object.keys(dimensions).map((name, place) => [pathOf(place), dimensions[name] ?? null])) },
    revision: 0,
  }))
}

/** Their usage, metered by sums: a plan names its meters and says no more of them. */
export function meteredUsage({ contract, period }: ContractPeriod, events: readonly UsageEvent[], readings: readonly Reading[]): readonly UsageBucket[] {
  const { id, account, from, to } = contract.subscription
  const meters = Object.fromEntries(readings.map(({ meter, dimensions }): readonly [string, Meter] => [meter, meterOf(meter, Object.keys(dimensions))]))
  const candidate = { id, account, subjects: [account], from, ...(to === undefined ? {} : { to }), cuts: [period.from, period.to] }
  return aggregateUsage(events, { meters, subscriptions: [candidate] }).buckets
}

/** Dimensions may have any name, also one that no path reaches, so their values stand under numbers. */
function meterOf(event: string, by: readonly string[]): Meter {
  return sum({ event, value: 'quantity', evidence: 'none', by, paths: Object.fromEntries(by.map((name, place) => [name, pathOf(place)])) })
}

function pathOf(place: number): string {
  return `dimension${place}`
}
