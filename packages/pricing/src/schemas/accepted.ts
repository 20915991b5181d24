import { canonicalJson, checkJson, failureOf } from '@farthing/core'
import type { z } from 'zod'

/**
 * For `superRefine`: the value is one that `check` accepts and gives back unchanged, as a stored record is. An issue carries the message of
 * the failure, and the failure itself as `params.failure`.
 */
export function accepted<T>(check: (value: T) => unknown): (value: T, context: z.RefinementCtx<T>) => void {
  return (value, context) => {
    try {
      const form = json(check(value))
      if (form !== json(value)) context.addIssue({ code: 'custom', message: `is not in canonical form, which is ${form}` })
    } catch (error) {
      const failure = failureOf(error)
      context.addIssue({ code: 'custom', message: failure.message, params: { failure } })
    }
  }
}

function json(value: unknown): string {
  return canonicalJson(checkJson(value, ''))
}
