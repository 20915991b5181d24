import fc from 'fast-check'
import { canonicalJson } from '../evidence/canonical-json.js'
import type { Json } from '../evidence/json.js'
import { durationMs } from '../time/parse-duration.js'
import { shiftInstant } from '../time/shift-instant.js'
import type { LatenessPolicy } from '../windows/lateness-policy.js'
import type { stepWindowing, WindowingInput, WindowingOutput } from '../windows/step-windowing.js'
import { startWindowing, type WindowingState } from '../windows/windowing-state.js'
import { arbitraryLatenessPolicy, arbitraryWindowingInputs } from './arbitrary-windowing.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

export type WindowingReducer = typeof stepWindowing

/**
 * The laws of a windowing reducer, over random policies and inputs:
 * - I-WATERMARK: no watermark of a meter or a source, nor what is closed, ever moves back; a window closes only when the watermark has reached its
 *   end plus the grace, and then it does; what was closed tiles the time line, so each window closes once.
 * - *Restart*: stopped after any input and resumed from the stored text of its state alone, the outputs are the same.
 * - *Rewind*: the inputs from any point on, replayed from the state of that point into a fresh process, give the same final state byte for byte.
 * - An input is not changed, and neither is a state.
 */
export function assertWindowingLaws(step: WindowingReducer, options: LawOptions = {}): void {
  const histories = arbitraryLatenessPolicy().chain((policy) => fc.record({ policy: fc.constant(policy), inputs: arbitraryWindowingInputs(policy) }))
  fc.assert(
    fc.property(histories, ({ policy, inputs }) => {
      const states = run(step, startWindowing('tokens'), inputs, policy)
      for (const [index, { state, outputs }] of states.entries()) {
        const before = states[index - 1]?.state ?? startWindowing('tokens')
        assertMonotone(before, state)
        assertClosedWhenDue(before, state, policy, outputs)
      }
      for (let cut = 0; cut <= inputs.length; cut += 1) assertResumes(step, { policy, inputs, states, cut })
    }),
    lawRuns(options),
  )
}

interface Reached {
  readonly state: WindowingState
  readonly outputs: readonly WindowingOutput[]
}

function run(step: WindowingReducer, from: WindowingState, inputs: readonly WindowingInput[], policy: LatenessPolicy): readonly Reached[] {
  const reached: Reached[] = []
  let state = frozen(from)
  for (const input of inputs) {
    const next = step(state, frozen(input), frozen(policy))
    state = frozen(next.state)
    reached.push({ state, outputs: next.outputs })
  }
  return reached
}

function assertMonotone(before: WindowingState, after: WindowingState): void {
  hold(before.watermark <= after.watermark, 'I-WATERMARK: the watermark of a meter never decreases')
  hold(before.closedTo <= after.closedTo, 'I-WATERMARK: what is closed stays closed')
  hold(before.clock <= after.clock, 'the clock of a state never decreases')
  for (const { source, upTo } of after.sources) {
    const earlier = before.sources.find((progress) => progress.source === source)
    hold(earlier === undefined || earlier.upTo <= upTo, 'I-WATERMARK: the watermark of a source never decreases')
  }
}

function assertClosedWhenDue(before: WindowingState, after: WindowingState, { grace = 'PT0S' }: LatenessPolicy, outputs: readonly WindowingOutput[]): void {
  hold(shiftInstant(after.closedTo, durationMs(grace)) <= after.watermark || after.closedTo === before.closedTo, 'I-WATERMARK: a window closes only when the watermark has reached its end plus the grace')
  hold(shiftInstant(after.watermark, -durationMs(grace)) <= after.closedTo, 'I-WATERMARK: a window closes once the watermark has reached its end plus the grace')
  const closed = outputs.filter((output) => output.kind === 'closed')
  const moved = after.closedTo !== before.closedTo
  hold(closed.length === (moved ? 1 : 0), 'I-WATERMARK: each window closes once')
  for (const { from, to, wait } of closed) {
    hold(from === before.closedTo && to === after.closedTo, 'I-WATERMARK: what closes follows what has closed, without gap or overlap')
    hold(wait.watermark === after.watermark && wait.slowest !== undefined, 'a closed window says what it waited for')
  }
  for (const output of outputs) {
    if (output.kind === 'late') hold(output.event.time < before.closedTo, 'an event is called late when its window had closed')
  }
}

function assertResumes(
  step: WindowingReducer,
  { policy, inputs, states, cut }: { readonly policy: LatenessPolicy; readonly inputs: readonly WindowingInput[]; readonly states: readonly Reached[]; readonly cut: number },
): void {
  const stored = canonicalJson(json(states[cut - 1]?.state ?? startWindowing('tokens')))
  const resumed = run(step, JSON.parse(stored) as WindowingState, inputs.slice(cut), policy)
  hold(canonicalJson(json(resumed)) === canonicalJson(json(states.slice(cut))), 'stopped after any input and resumed from the stored state, the rest is the same')
}

function json(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

/** A deep copy that cannot be changed. */
function frozen<T>(value: T): T {
  const copy = JSON.parse(JSON.stringify(value)) as T
  freeze(copy)
  return copy
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) freeze(member)
  Object.freeze(value)
}
