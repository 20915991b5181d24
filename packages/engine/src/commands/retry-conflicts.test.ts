import { fail, type FailureCode } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { retryConflicts } from './retry-conflicts.js'

/** A storage whose transactions fail with these, one after another, and then succeed. */
async function attemptsWith(...failing: readonly FailureCode[]): Promise<readonly [attempts: number, result: unknown]> {
  let attempts = 0
  const transaction = <T>(_tenant: string, work: (stores: Stores) => Promise<T>): Promise<T> => {
    const code = failing[attempts]
    attempts += 1
    return code === undefined ? work({} as Stores) : Promise.reject(failureOf(code))
  }
  const result = await retryConflicts({ storage: { transaction }, tenant: 'acme' }, () => Promise.resolve('done')).catch((error: unknown) => (error as { code: string }).code)
  return [attempts, result]
}

function failureOf(code: FailureCode): Error {
  try {
    return fail(code, { field: 'storage', because: 'is told to' })
  } catch (error) {
    return error as Error
  }
}

describe('a transaction', () => {
  it('that lost to another is run again, five times at most', async () => {
    const [conflict, contention] = ['storage.conflict', 'storage.contention'] as const
    expect(await attemptsWith()).toEqual([1, 'done'])
    expect(await attemptsWith(conflict, contention, contention, conflict)).toEqual([5, 'done'])
    for (const code of [conflict, contention]) expect(await attemptsWith(code, code, code, code, code, code)).toEqual([5, code])
  })

  it.each(['storage.outcome_unknown', 'storage.unavailable', 'storage.aborted', 'storage.unsafe', 'command.conflict'] as const)('that failed with %s is not', async (code) => {
    expect(await attemptsWith(code)).toEqual([1, code])
  })
})
