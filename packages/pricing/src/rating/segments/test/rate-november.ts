import type { Exact, UsageBucket } from '@farthing/core'
import type { Subscription } from '../../../catalog/subscription.js'
import { day, november, versions } from '../../../catalog/test/november.js'
import { rateSegments, type SegmentsInput } from '../rate-segments.js'

export function used(meter: string, quantity: `${number}`, date: number): UsageBucket {
  const bounds = { from: day(date), to: day(date).replace('T00:00', 'T00:15') }
  return { subscription: 'acme', meter, dimensions: {}, ...bounds, quantity, events: 1, evidence: 'e'.repeat(64), aggregation: 'sum', state: quantity }
}

export function inputOf(subscription: Subscription, usage: readonly UsageBucket[] = [], others: Partial<SegmentsInput> = {}): SegmentsInput {
  return {
    tenant: 'seller', subscription, versions: Object.values(versions), facts: { usage }, carryIn: {}, period: november, knownAt: { cut: '1', at: november.to }, ...others,
  }
}

/** Charges as a rate card reads them: label or key, first and last day, amount. */
export function linesOf(input: SegmentsInput): readonly (readonly [string, string, Exact])[] {
  return rateSegments(input).charges.map(({ label, component, from, to, amount }) => [label ?? component, `${from.slice(5, 10)} to ${to.slice(5, 10)}`, amount])
}
