import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'

/** Three such identifiers in UTF-8 still fit into one index entry of PostgreSQL (2,704 bytes). */
export const identifierLength = 256

export interface TextLimits {
  readonly field: string
  /** UTF-16 units, included; 256 unless given. */
  readonly maxLength?: number
  /** An empty text is refused unless `allowed`. */
  readonly empty?: 'refused' | 'allowed'
}

/**
 * Checks that a value is text that every store and hash keeps as it is: well-formed Unicode without U+0000, within its length.
 * Returns it unchanged; nothing is trimmed or normalised.
 *
 * @throws `text.malformed`, `text.too_long`, `text.empty`
 */
export function checkText(value: unknown, limits: TextLimits): string {
  const { field, maxLength = identifierLength, empty = 'refused' } = limits
  if (typeof value !== 'string') fail('text.malformed', { field, because: `is ${describeValue(value)} and not text` })
  if (value === '' && empty === 'refused') fail('text.empty', { field, because: 'is empty' })
  if (value.length > maxLength) {
    fail('text.too_long', {
      field,
      because: `has ${value.length} characters where ${maxLength} are allowed`,
      facts: { length: value.length, maxLength },
    })
  }
  if (!isWellFormed(value)) {
    fail('text.malformed', { field, because: `is ${describeValue(value)}, which holds U+0000 or a lone surrogate` })
  }
  return value
}

/** With the `u` flag a surrogate class matches only surrogates that are not half of a pair. */
const malformed = /[\0\p{Surrogate}]/u

/** Whether a text has neither U+0000 nor lone surrogates. */
export function isWellFormed(text: string): boolean {
  return !malformed.test(text)
}
