import { describe, expect, test } from 'vitest'
import { isFarthingError } from '../errors/failure.js'
import type { Instant } from '../time/time-type.js'
import type { LatenessPolicy } from './lateness-policy.js'
import { stepWindowing, type WindowingInput, type WindowingOutput } from './step-windowing.js'
import { readWindowingState, startWindowing, type WindowingState } from './windowing-state.js'

const at = (time: string): Instant => `2026-11-0${time}:00.000000Z`
const tick = (time: string): WindowingInput => ({ kind: 'tick', at: at(time) })
const complete = (source: string, upTo: string, time: string): WindowingInput => ({ kind: 'complete', source, upTo: at(upTo), at: at(time) })
const events = (time: string, ...all: readonly (readonly [source: string, time: string])[]): WindowingInput => ({
  kind: 'events', at: at(time), events: all.map(([source, occurred], index) => ({ source, id: `e${index}`, time: at(occurred) })),
})

function run(policy: LatenessPolicy, ...inputs: readonly WindowingInput[]): { readonly state: WindowingState; readonly outputs: readonly WindowingOutput[] } {
  let state = startWindowing('tokens')
  const outputs: WindowingOutput[] = []
  for (const input of inputs) {
    const step = stepWindowing(state, input, policy)
    state = step.state
    outputs.push(...step.outputs)
  }
  return { state, outputs }
}

/** Watermark and end of what is closed, as day and time. */
const marks = (policy: LatenessPolicy, ...inputs: readonly WindowingInput[]) => {
  const { watermark, closedTo } = run(policy, ...inputs).state
  return [watermark, closedTo].map((instant) => instant.slice(9, 16))
}

describe('bounded', () => {
  const policy: LatenessPolicy = { watermark: { kind: 'bounded', delay: 'PT2H' }, grace: 'PT1H' }

  test('is as far as the clock less the delay, and closes what is older by the grace', () => {
    expect(marks(policy, tick('1T12:00'))).toEqual(['1T10:00', '1T09:00'])
  })

  test('is the slowest of the sources that have a delay of their own', () => {
    expect(marks({ watermark: { kind: 'bounded', delay: 'PT2H', sources: [{ source: 'edge', delay: 'PT6H' }] } }, tick('1T12:00'))).toEqual(['1T06:00', '1T06:00'])
  })

  test('does not follow events, nor a clock that is set back', () => {
    expect(marks(policy, tick('1T12:00'), events('1T12:00', ['api', '5T00:00']), tick('1T03:00'))).toEqual(['1T10:00', '1T09:00'])
  })

  test('never goes back when the delay is made longer', () => {
    const { state } = run(policy, tick('1T12:00'))
    expect(stepWindowing(state, tick('1T13:00'), { watermark: { kind: 'bounded', delay: 'P1D' } }).state).toMatchObject({ watermark: at('1T10:00'), closedTo: at('1T10:00') })
  })
})

describe('source', () => {
  const policy: LatenessPolicy = { watermark: { kind: 'source', sources: ['edge', 'api'], deadline: 'P1D' } }

  test('waits for every named source', () => {
    expect(marks(policy, complete('api', '1T12:00', '2T00:00'))).toEqual(['1T00:00', '1T00:00'])
    expect(marks(policy, complete('api', '1T00:00', '1T01:00'), complete('edge', '1T00:30', '1T02:00'))).toEqual(['1T00:00', '1T00:00'])
  })

  test('tells which one was slowest, and gives one up at the deadline', () => {
    const { outputs } = run(policy, complete('api', '1T00:00', '1T01:00'), complete('edge', '1T00:30', '1T02:00'), complete('api', '2T00:00', '2T00:00'), tick('3T00:00'))
    const waits = outputs.flatMap((output) => (output.kind === 'closed' ? [[output.to.slice(9, 16), output.wait.slowest?.source, output.wait.behind.map(({ source, upTo }) => `${source} ${upTo.slice(9, 16)}`)]] : []))
    expect(waits.slice(-3)).toEqual([
      ['1T00:00', 'api', []],
      ['1T00:30', 'edge', []],
      ['2T00:00', 'api', ['edge 1T00:30']],
    ])
  })

  test('takes the furthest that a source has said', () => {
    expect(marks(policy, complete('api', '1T05:00', '1T06:00'), complete('edge', '1T05:00', '1T06:00'), complete('edge', '1T01:00', '1T06:00'))).toEqual(['1T05:00', '1T05:00'])
  })
})

describe('manual', () => {
  const policy: LatenessPolicy = { watermark: { kind: 'manual' }, grace: 'PT1H' }

  test('stands where the host put it', () => {
    expect(marks(policy, { kind: 'advance', upTo: at('1T05:00'), at: at('1T06:00') }, tick('5T00:00'))).toEqual(['1T05:00', '1T04:00'])
  })
})

describe('adaptive', () => {
  const policy: LatenessPolicy = { watermark: { kind: 'adaptive', percentile: 90, least: 'PT1M', most: 'PT12H' } }
  const many = (count: number, occurred: string) => Array.from({ length: count }, (): readonly [string, string] => ['api', occurred])

  test('waits the longest until it has seen a hundred events', () => {
    expect(marks(policy, tick('1T12:00'))).toEqual(['1T00:00', '1T00:00'])
    expect(marks(policy, events('1T12:00', ...many(99, '1T12:00')), tick('1T12:00'))).toEqual(['1T00:00', '1T00:00'])
  })

  test('then waits as long as nine in ten events took, rounded up to a step', () => {
    expect(marks(policy, events('1T12:00', ...many(90, '1T11:50'), ...many(10, '1T06:00')), tick('1T12:00'))).toEqual(['1T11:50', '1T11:50'])
    expect(marks(policy, events('1T12:00', ...many(89, '1T11:50'), ...many(11, '1T07:00')), tick('1T12:00'))).toEqual(['1T04:00', '1T04:00'])
  })

  test('stays within its bounds', () => {
    expect(marks(policy, events('1T12:00', ...many(100, '1T12:00')), tick('1T12:00'))).toEqual(['1T11:59', '1T11:59'])
    expect(marks({ watermark: { kind: 'adaptive', percentile: 100, least: 'PT1M', most: 'PT1H' } }, events('1T12:00', ...many(100, '1T01:00')), tick('1T12:00'))).toEqual(['1T11:00', '1T11:00'])
  })

  test('is that of the slowest source', () => {
    const slow = Array.from({ length: 100 }, (): readonly [string, string] => ['edge', '1T10:00'])
    const { outputs } = run(policy, events('1T12:00', ...many(100, '1T12:00'), ...slow), tick('1T12:00'))
    expect(outputs).toMatchObject([{ kind: 'closed', to: at('1T10:00'), wait: { slowest: { source: 'edge' } } }])
  })

  test('forgets: counts are halved above ten thousand', () => {
    const { state } = run(policy, events('1T12:00', ...many(10_001, '1T12:00')))
    expect(state.sources[0]?.lateness?.[0]).toBe(5_000)
  })

  test('keeps at most a thousand sources apart', () => {
    const crowd = Array.from({ length: 1_500 }, (_, index): readonly [string, string] => [`s${index}`, '1T12:00'])
    const { sources } = run(policy, events('1T12:00', ...crowd)).state
    expect(sources).toHaveLength(1_001)
    expect(sources[0]).toMatchObject({ source: '', lateness: expect.arrayContaining([500]) as unknown })
  })
})

describe('events', () => {
  test('are late when their window has closed, and change no state', () => {
    const policy: LatenessPolicy = { watermark: { kind: 'bounded', delay: 'PT2H' } }
    const { state } = run(policy, tick('1T12:00'))
    const step = stepWindowing(state, events('1T13:00', ['api', '1T09:59'], ['api', '1T10:00']), policy)
    expect(step.state).toBe(state)
    expect(step.outputs).toEqual([{ kind: 'late', meter: 'tokens', event: { source: 'api', id: 'e0', time: at('1T09:59') }, closedTo: at('1T10:00') }])
  })
})

describe('a watermark that nobody may set is refused', () => {
  const bounded: LatenessPolicy = { watermark: { kind: 'bounded', delay: 'PT2H' } }
  const source: LatenessPolicy = { watermark: { kind: 'source', sources: ['api'], deadline: 'P1D' } }
  test.each<[string, LatenessPolicy, WindowingInput, string, string]>([
    ['ahead of the clock', source, complete('api', '1T12:01', '1T12:00'), 'watermark.in_future', 'upTo is 2026-11-01T12:01:00.000000Z'],
    ['by a source that is not named', source, complete('edge', '1T11:00', '1T12:00'), 'watermark.not_settable', '"edge"'],
    ['by a source where none is asked', bounded, complete('api', '1T11:00', '1T12:00'), 'watermark.not_settable', 'bounded'],
    ['by hand where sources say it', source, { kind: 'advance', upTo: at('1T11:00'), at: at('1T12:00') }, 'watermark.not_settable', 'by hand'],
  ])('%s', (_, policy, input, code, part) => {
    const refusal = () => stepWindowing(startWindowing('tokens'), input, policy)
    expect(refusal).toThrow(part)
    expect(refusal).toThrow(expect.toSatisfy((error: unknown) => isFarthingError(error) && error.code === code))
  })
})

describe('readWindowingState', () => {
  test('takes a state that was stored, and no other', () => {
    const { state } = run({ watermark: { kind: 'bounded', delay: 'PT2H' } }, tick('1T12:00'))
    expect(readWindowingState(JSON.parse(JSON.stringify(state)))).toEqual(state)
    for (const stored of [null, {}, 'windowing/1', { format: 'windowing/2', sources: [] }, { format: 'windowing/1' }]) {
      expect(() => readWindowingState(stored)).toThrow(/state\.format/)
    }
  })
})
