import { describe, expect, it } from 'vitest'
import { failureRules, type FailureCode } from './failure-codes.js'
import { failure, FarthingError } from './failure.js'
import { isRetryable } from './is-retryable.js'

const errorOf = (code: FailureCode) => new FarthingError(failure(code, { field: 'x', because: 'is so' }))

describe('isRetryable', () => {
  it('is true where somebody else was first or did not answer, and for nothing else', () => {
    const codes = (Object.keys(failureRules) as FailureCode[]).filter((code) => isRetryable(errorOf(code)))
    expect(codes.sort()).toEqual([
      'authorization.unavailable', 'command.unsettled', 'host.unavailable', 'payment.provider_unavailable', 'storage.conflict', 'storage.contention', 'storage.outcome_unknown', 'storage.unavailable',
    ])
  })

  it.each([[new Error('storage.contention')], [{ code: 'storage.contention' }], [undefined], ['storage.contention']])('is false for %j, which is no failure of ours', (error) => {
    expect(isRetryable(error)).toBe(false)
  })
})
