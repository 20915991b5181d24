import { describe, expect, test } from 'vitest'
import { assertWindowingLaws, type WindowingReducer } from '../testing/windowing-laws.js'
import { shiftInstant } from '../time/shift-instant.js'
import { stepWindowing } from './step-windowing.js'

test('the windowing reducer keeps its laws', () => {
  assertWindowingLaws(stepWindowing, { numRuns: 1_000 })
})

describe('the laws find', () => {
  let kept = 0
  const broken: readonly (readonly [what: string, step: WindowingReducer, law: RegExp])[] = [
    ['a watermark that follows a clock that is set back', (state, input, policy) => stepWindowing({ ...state, clock: input.at, watermark: '0001-01-01T00:00:00.000000Z' }, input, policy), /Law broken: (I-WATERMARK|the clock)/],
    ['a grace that is forgotten', (state, input, { watermark }) => stepWindowing(state, input, { watermark }), /closes only when the watermark/],
    ['windows that never close', (state, input, policy) => ({ ...stepWindowing(state, input, policy), state: { ...stepWindowing(state, input, policy).state, closedTo: state.closedTo } }), /closes once the watermark/],
    ['a window that closes twice', (state, input, policy) => { const { outputs, ...step } = stepWindowing(state, input, policy); return { ...step, outputs: [...outputs, ...outputs] } }, /closes once/],
    ['a memory beside the state', (state, input, policy) => { kept += 1; const step = stepWindowing(state, input, policy); return { ...step, state: { ...step.state, meter: `${kept}` } } }, /resumed from the stored state/],
    ['a state that is changed in place', (state, input, policy) => { Object.assign(state, { clock: shiftInstant(input.at, 1) }); return stepWindowing(state, input, policy) }, /Cannot assign/],
    ['events that are called late when they come in time', (state, input, policy) => { const step = stepWindowing(state, input, policy); return input.kind !== 'events' ? step : { ...step, outputs: input.events.map((event) => ({ kind: 'late' as const, meter: 'tokens', event, closedTo: state.closedTo })) } }, /called late/],
  ]
  test.each(broken)('%s', (_, step, law) => {
    expect(() => { assertWindowingLaws(step, { numRuns: 500 }) }).toThrow(law)
  })
})
