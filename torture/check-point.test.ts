import { failure, FarthingError, type FailureCode } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { checkPoint } from './check-point.js'
import { noAnswer, type Baseline, type Point } from './point.js'

// The harness itself, on a command that is told how to go wrong: each kind of harm has to be seen.
const baseline: Baseline = { states: ['before', 'after'], result: '"done"' }

interface Fate {
  readonly kept?: string
  readonly result?: unknown
  readonly error?: Error
  readonly repeated?: unknown
  readonly keptByRepeat?: string
}

const storageFailure = (code: FailureCode) => new FarthingError(failure(code, { field: 'storage', because: 'is tortured' }))

async function violationsOf(fate: Fate): Promise<readonly string[]> {
  let state = 'nothing'
  const point: Point = {
    workflow: { name: 'issue', prepare: () => Promise.resolve(), run: () => Promise.resolve() },
    kind: 'drop',
    name: 'issue drop',
    attempt: () => {
      state = fate.kept ?? 'before'
      return fate.error === undefined ? Promise.resolve(fate.result) : Promise.reject(fate.error)
    },
  }
  const kept = { read: () => Promise.resolve(state), restore: () => Promise.resolve(), remember: () => Promise.resolve(), empty: () => Promise.resolve() }
  const repeat = () => {
    state = fate.keptByRepeat ?? 'after'
    return Promise.resolve(fate.repeated ?? 'done')
  }
  const { violations } = await checkPoint(point, baseline, { kept, settle: () => Promise.resolve(), repeat })
  return violations.map((violation) => violation.replace('issue drop: ', ''))
}

describe('a point is fine', () => {
  const fine: readonly (readonly [what: string, fate: Fate])[] = [
    ['when it succeeds', { result: 'done', kept: 'after' }],
    ['when it fails and nothing is kept', { error: storageFailure('storage.unavailable') }],
    ['when the outcome is unknown, whatever it is', { error: storageFailure('storage.outcome_unknown'), kept: 'after' }],
    ['when its process is gone, whatever is kept', { result: noAnswer, kept: 'after' }],
  ]
  it.each(fine)('%s', async (_, fate) => {
    expect(await violationsOf(fate)).toEqual([])
  })
})

describe('a point is a violation', () => {
  const bad: readonly (readonly [violation: string, fate: Fate])[] = [
    ['what is kept is neither a state before nor one after', { error: storageFailure('storage.outcome_unknown'), kept: 'half' }],
    ['gave another result than without a fault', { result: 'other', kept: 'after' }],
    ['succeeded, and was not kept', { result: 'done' }],
    ['ended with storage.unavailable, and was kept', { error: storageFailure('storage.unavailable'), kept: 'after' }],
    ['ended with Error: raw', { error: new Error('raw') }],
    ['the repeat gave another result', { error: storageFailure('storage.unavailable'), repeated: 'second' }],
    ['the repeat left another state', { error: storageFailure('storage.unavailable'), keptByRepeat: 'doubled' }],
  ]
  it.each(bad)('%s', async (violation, fate) => {
    expect(await violationsOf(fate)).toContain(violation)
  })
})
