import { parse } from 'lossless-json'
import { fail, isFarthingError } from '@farthing/core'

/**
 * Parses JSON without losing a digit: a number that a double cannot hold is refused and not rounded,
 * a key that stands twice with two values is refused and not overwritten.
 *
 * @throws `json.malformed`, `json.number_inexact`, `json.too_deep`.
 */
export function parseJson(text: string, field: string): unknown {
  try {
    return parse(text, undefined, (digits) => exactNumber(digits, field))
  } catch (error) {
    if (isFarthingError(error)) throw error
    if (error instanceof RangeError) fail('json.too_deep', { field, because: 'is nested too deeply' }, error)
    fail('json.malformed', { field, because: `is not JSON (${(error as Error).message})` }, error)
  }
}

/** Stricter than a parser that sees doubles only: here the digits as written decide. */
function exactNumber(digits: string, field: string): number {
  const value = Number(digits)
  const plain = !/[eE]/.test(digits)
  const significant = digits.replace(/[-.]/g, '').replace(/^0+/, '').length
  const integer = !digits.includes('.') && Number.isSafeInteger(value)
  if (!plain || (significant > 15 && !integer)) {
    const shown = digits.length > 40 ? `${digits.slice(0, 40)}…` : digits
    fail('json.number_inexact', { field, because: `holds the JSON number ${shown}`, facts: { value: shown } })
  }
  return value
}
