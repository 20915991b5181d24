import { z } from 'zod'
import { failureOf } from '../errors/failure.js'

/**
 * Makes an issue of the failure that `check` throws; for `superRefine`. The issue carries the message of the failure, and the failure itself
 * as `params.failure`.
 */
export function accepted<T>(check: (value: T) => unknown): (value: T, context: z.RefinementCtx<T>) => void {
  return (value, context) => {
    try {
      check(value)
    } catch (error) {
      const failure = failureOf(error)
      context.addIssue({ code: 'custom', message: failure.message, params: { failure } })
    }
  }
}

/** A value as it is, when `check` accepts it. For records keyed by data: `z.record` drops a key named `__proto__` without a word. */
export function checked<T>(check: (value: unknown) => unknown): z.ZodCustom<T, T> {
  return z.custom<T>().superRefine(accepted(check))
}
