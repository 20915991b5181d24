import { fail } from '../errors/failure.js'
import type { UsageEvent } from '../events/usage-event.js'
import { laterOf } from '../time/interval.js'
import { durationMs } from '../time/parse-duration.js'
import { parseInstant } from '../time/parse-instant.js'
import { firstInstant, shiftInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'
import { countLateness } from './lateness-histogram.js'
import { mostSources, type LatenessPolicy } from './lateness-policy.js'
import { bySource, moveSources, slowestOf } from './source-watermarks.js'
import { waitOf, type WindowWait } from './window-wait.js'
import { anySource, type SourceProgress, type WindowingState } from './windowing-state.js'

/** What an event tells the windowing of a meter that reads it. */
export type ObservedEvent = Pick<UsageEvent, 'source' | 'id' | 'time'>

/**
 * What happens to the windowing of a meter, with the clock at which it does. `tick`: time passes. `complete`: a source that the policy names is
 * complete up to an instant. `advance`: the host sets a manual watermark. `events`: events were received and kept.
 */
export type WindowingInput =
  | { readonly kind: 'tick'; readonly at: Instant }
  | { readonly kind: 'complete'; readonly at: Instant; readonly source: string; readonly upTo: Instant }
  | { readonly kind: 'advance'; readonly at: Instant; readonly upTo: Instant }
  | { readonly kind: 'events'; readonly at: Instant; readonly events: readonly ObservedEvent[] }

/** `closed`: every window of the meter that ends after `from`, and at `to` or before, is closed. `late`: an event of a closed window came. */
export type WindowingOutput =
  | { readonly kind: 'closed'; readonly meter: string; readonly from: Instant; readonly to: Instant; readonly wait: WindowWait }
  | { readonly kind: 'late'; readonly meter: string; readonly event: ObservedEvent; readonly closedTo: Instant }

export interface WindowingStep {
  readonly state: WindowingState
  readonly outputs: readonly WindowingOutput[]
}

/**
 * The windowing reducer: what an input makes of the state of a meter, and what follows.
 *
 * Pure: the same state, input and policy give the same step, so a process that stops after any input goes on from the stored state alone as if it
 * had not stopped. Watermarks never decrease, whatever the clock or the sources say (I-WATERMARK); a window closes in the step in which the watermark
 * reaches its end plus the grace. Events close nothing, whenever they happened; the state that they leave behind differs for `adaptive` only.
 *
 * @throws `watermark.in_future` when a watermark is set ahead of the clock, `watermark.not_settable` when the policy is not the host's or the
 *   source's to fill; then nothing has changed
 */
export function stepWindowing(state: WindowingState, input: WindowingInput, policy: LatenessPolicy): WindowingStep {
  const at = parseInstant(input.at, { field: 'at' })
  if (input.kind === 'events') return observe(state, input.events, at, policy)
  const clock = laterOf(state.clock, at)
  if (input.kind === 'tick') return moved(state, state.sources, clock, policy)
  return moved(state, declared(state, input, clock, policy), clock, policy)
}

function declared(state: WindowingState, input: Extract<WindowingInput, { readonly kind: 'complete' | 'advance' }>, clock: Instant, { watermark }: LatenessPolicy): readonly SourceProgress[] {
  const upTo = parseInstant(input.upTo, { field: 'upTo' })
  if (upTo > clock) fail('watermark.in_future', { field: 'upTo', because: `is ${upTo}, and it is ${clock}`, facts: { upTo, clock } })
  const source = input.kind === 'advance' ? anySource : input.source
  const isMeant = input.kind === 'advance' ? watermark.kind === 'manual' : watermark.kind === 'source' && watermark.sources.includes(source)
  if (!isMeant) {
    const because = `${input.kind === 'advance' ? 'is set by hand' : `is set by ${JSON.stringify(source)}`}, and the watermark of ${state.meter} is ${watermark.kind}`
    fail('watermark.not_settable', { field: 'upTo', because, facts: { meter: state.meter, policy: watermark.kind, source } })
  }
  const before = state.sources.find((progress) => progress.source === source)
  const later = before?.declared === undefined ? upTo : laterOf(before.declared, upTo)
  return [...state.sources.filter((progress) => progress !== before), { upTo: firstInstant, ...before, source, declared: later }]
}

function moved(state: WindowingState, declaredSources: readonly SourceProgress[], clock: Instant, policy: LatenessPolicy): WindowingStep {
  const sources = moveSources(declaredSources, policy.watermark, clock)
  const watermark = laterOf(state.watermark, slowestOf(sources)?.upTo ?? state.watermark)
  const closedTo = laterOf(state.closedTo, shiftInstant(watermark, -durationMs(policy.grace ?? 'PT0S')))
  const next: WindowingState = { ...state, clock, watermark, closedTo, sources }
  if (closedTo === state.closedTo) return { state: next, outputs: [] }
  return { state: next, outputs: [{ kind: 'closed', meter: state.meter, from: state.closedTo, to: closedTo, wait: waitOf(closedTo, next, policy) }] }
}

function observe(state: WindowingState, events: readonly ObservedEvent[], at: Instant, { watermark }: LatenessPolicy): WindowingStep {
  const { meter, closedTo } = state
  const outputs = events.flatMap(({ source, id, time }): readonly WindowingOutput[] =>
    time < closedTo ? [{ kind: 'late', meter, event: { source, id, time }, closedTo }] : [],
  )
  if (watermark.kind !== 'adaptive' || events.length === 0) return { state, outputs }
  return { state: { ...state, sources: observedSources(state, events, at) }, outputs }
}

/** Counts how late each event came. Sources above the bound are not told apart, so that memory does not grow with their names. */
function observedSources(state: WindowingState, events: readonly ObservedEvent[], at: Instant): readonly SourceProgress[] {
  const sources = new Map(state.sources.map((progress) => [progress.source, progress]))
  for (const event of events) {
    const source = sources.has(event.source) || sources.size < mostSources ? event.source : anySource
    const before = sources.get(source) ?? { source, upTo: state.watermark }
    sources.set(source, { ...before, lateness: countLateness(before.lateness, event.time, at) })
  }
  return [...sources.values()].sort(bySource)
}
