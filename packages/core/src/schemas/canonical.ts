import { z } from 'zod'
import { failureOf } from '../errors/failure.js'

/**
 * Text that `read` accepts and gives back unchanged: what a stored record holds. The issue carries the message of the failure, and the
 * failure itself as `params.failure`.
 */
export function canonical(read: (text: string) => string): z.ZodString {
  return z.string().superRefine(refuseOtherForms(read))
}

/** The refinement of {@link canonical}, for schemas of a narrower type than text. */
export function refuseOtherForms<T extends string>(read: (text: T) => string): (text: T, context: z.RefinementCtx<T>) => void {
  return (text, context) => {
    try {
      const form = read(text)
      if (form !== text) context.addIssue({ code: 'custom', message: `is "${text}"; its canonical form is "${form}"` })
    } catch (error) {
      const failure = failureOf(error)
      context.addIssue({ code: 'custom', message: failure.message, params: { failure } })
    }
  }
}
