import { checkText, failureOf } from '@farthing/core'
import { z } from 'zod'

/** Entries by a name that their author chose. Not `z.record`, which drops an entry named `__proto__` without a word. */
export function named<T>(entry: z.ZodType<T>): z.ZodType<{ readonly [name: string]: T }> {
  return z.custom<{ readonly [name: string]: T }>(isRecord, 'is not a record').superRefine((entries, context) => {
    for (const [name, value] of Object.entries(entries)) {
      const refused = nameFailure(name)
      if (refused !== undefined) context.addIssue({ code: 'custom', message: refused, path: [name] })
      for (const issue of entry.safeParse(value).error?.issues ?? []) {
        context.addIssue({ ...issue, code: 'custom', message: issue.message, path: [name, ...issue.path] })
      }
    }
  })
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nameFailure(name: string): string | undefined {
  try {
    checkText(name, { field: name })
    return undefined
  } catch (error) {
    return failureOf(error).message
  }
}
