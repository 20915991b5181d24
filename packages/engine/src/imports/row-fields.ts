import { checkText, describeValue, fail, isFarthingError } from '@farthing/core'

/** A row whose fields are known; empty text counts as absent, as in a CSV file. */
export type RowFields = { readonly [field: string]: unknown }

/**
 * Reads a row: an object with these fields and no other.
 *
 * @throws `import.row_invalid` naming the field
 */
export function rowFields(input: unknown, known: readonly string[]): RowFields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refuse('', `is ${describeValue(input)}, and not an object`)
  const fields: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(input)) {
    if (!known.includes(field)) refuse(field, `is not a field; these are: ${known.join(', ')}`)
    if (value !== undefined && value !== '') fields[field] = value
  }
  return fields
}

/** Most characters of a reference: the key of its command has 256. */
const longestReference = 200

/** @throws `import.row_invalid` */
export function referenceOf(fields: RowFields): string {
  return textOf(fields, 'reference', longestReference)
}

/** @throws `import.row_invalid` where it is missing or no text */
export function textOf(fields: RowFields, field: string, maxLength = 256): string {
  const value = fields[field]
  if (value === undefined) return refuse(field, 'is missing')
  if (typeof value !== 'string') return refuse(field, `is ${describeValue(value)}, and not text`)
  try {
    return checkText(value, { field, maxLength })
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return refuse(field, `is ${describeValue(value)}, which is no text of up to ${maxLength} characters`, error)
  }
}

/** A field with its text, as part of a record; nothing where it is absent. */
export function optionalText<F extends string>(fields: RowFields, field: F): { readonly [field in F]?: string } {
  return fields[field] === undefined ? {} : ({ [field]: textOf(fields, field) } as { [field in F]: string })
}

export function refuse(field: string, because: string, cause?: unknown): never {
  return fail('import.row_invalid', { field, because }, cause)
}
