import { checkJson, describeValue, fail } from '@farthing/core'
import { z } from 'zod'
import { refused } from './refused.js'

/** A record that is plain JSON, of a form that the function it goes to checks itself. */
export function plainRecord<T extends object>(field: string): z.ZodType<T> {
  return z.custom<T>().superRefine(
    refused((value) => {
      const json = checkJson(value, field)
      if (json === null || typeof json !== 'object' || Array.isArray(json)) fail('json.unsupported', { field, because: `is ${describeValue(value)} and not an object` })
    }),
  )
}
