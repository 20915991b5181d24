import { failureOf } from '@farthing/core'
import type { z } from 'zod'

/** Makes an issue of the failure that `check` throws, for `superRefine`: its message, and the failure itself as `params.failure`. */
export function refused<T>(check: (value: T) => unknown): (value: T, context: z.RefinementCtx<T>) => void {
  return (value, context) => {
    try {
      check(value)
    } catch (error) {
      const failure = failureOf(error)
      context.addIssue({ code: 'custom', message: failure.message, params: { failure } })
    }
  }
}
