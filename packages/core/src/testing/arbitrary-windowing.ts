import fc from 'fast-check'
import { durationMs, type Duration } from '../time/parse-duration.js'
import { shiftInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'
import type { LatenessPolicy, WatermarkPolicy } from '../windows/lateness-policy.js'
import type { WindowingInput } from '../windows/step-windowing.js'

/** Sources of the inputs below; the first two are those that a `source` policy may name. */
const sources = ['api', 'edge', 'batch', '__proto__'] as const
const durations: readonly Duration[] = ['PT0S', 'PT1S', 'PT5M', 'PT1H', 'PT6H', 'P1D', 'P3D']
const start: Instant = '2026-10-20T00:00:00.000000Z'

/** Lateness policies of every kind. */
export function arbitraryLatenessPolicy(): fc.Arbitrary<LatenessPolicy> {
  const duration = fc.constantFrom(...durations)
  const watermark = fc.oneof<fc.Arbitrary<WatermarkPolicy>[]>(
    fc.record({ kind: fc.constant('bounded' as const), delay: duration }, { noNullPrototype: true }),
    duration.chain((delay) => fc.constant({ kind: 'bounded' as const, delay: 'PT1H' as const, sources: [{ source: 'edge', delay }] })),
    fc.tuple(fc.subarray(['api', 'edge'], { minLength: 1 }), duration).map(([named, deadline]) => ({ kind: 'source' as const, sources: named, deadline })),
    fc.tuple(fc.integer({ min: 1, max: 100 }), duration, duration).map(([percentile, a, b]) => {
      const [least = a, most = b] = [a, b].sort((x, y) => durationMs(x) - durationMs(y))
      return { kind: 'adaptive' as const, percentile, least, most }
    }),
    fc.constant({ kind: 'manual' as const }),
  )
  return fc.tuple(watermark, fc.option(duration, { nil: undefined })).map(([kind, grace]) => ({ watermark: kind, ...(grace === undefined ? {} : { grace }) }))
}

/**
 * Inputs that a policy takes, over some days: the clock runs, stands still, jumps a day ahead and is set back; sources say less than before,
 * and events come early, late and out of the future.
 */
export function arbitraryWindowingInputs(policy: LatenessPolicy): fc.Arbitrary<readonly WindowingInput[]> {
  const pace = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 7_200_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 86_400_000, -86_400_000, -3_600_000) },
  )
  const step = fc.record({ pace, input: unclocked(policy) })
  return fc.array(step, { maxLength: 12 }).map((steps) => {
    let at = start
    return steps.map(({ pace: ms, input }) => {
      at = shiftInstant(at, ms)
      return input(at)
    })
  })
}

type Unclocked = (at: Instant) => WindowingInput

function unclocked({ watermark }: LatenessPolicy): fc.Arbitrary<Unclocked> {
  const ago = fc.integer({ min: 0, max: 3 * 86_400_000 })
  const tick = fc.constant<Unclocked>((at) => ({ kind: 'tick', at }))
  const events = fc.array(fc.record({ source: fc.constantFrom(...sources), id: fc.nat({ max: 99 }).map(String), ago: fc.integer({ min: -7_200_000, max: 3 * 86_400_000 }) }), { maxLength: 5 })
  const observed = events.map<Unclocked>((all) => (at) => ({ kind: 'events', at, events: all.map(({ source, id, ago: ms }) => ({ source, id, time: shiftInstant(at, -ms) })) }))
  if (watermark.kind === 'manual') return fc.oneof(tick, observed, ago.map<Unclocked>((ms) => (at) => ({ kind: 'advance', at, upTo: shiftInstant(at, -ms) })))
  if (watermark.kind !== 'source') return fc.oneof(tick, observed)
  const complete = fc.tuple(fc.constantFrom(...watermark.sources), ago).map<Unclocked>(([source, ms]) => (at) => ({ kind: 'complete', at, source, upTo: shiftInstant(at, -ms) }))
  return fc.oneof(tick, observed, complete)
}
