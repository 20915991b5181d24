import type { Decimal } from './decimal-type.js'
import { inputLimit } from './exact/digit-limit.js'
import { printScaled, readScaled } from './exact/scaled.js'

/**
 * Checks a decimal from outside and returns its canonical form: `007.50` is `7.5`, `-0` is `0`.
 *
 * Accepted: an optional minus, ASCII digits, at most one point with digits on both sides. Refused: `1e3`, `+1`, `.5`, `1.`, ` 1`,
 * `0x10`, `１２`, `NaN`, the empty text. At most 64 characters as written, and 38 digits before and after the point together in
 * canonical form, so that a bounded value has at most 38 of either.
 *
 * @throws `decimal.malformed`, `decimal.too_long`, naming `field`
 */
export function parseDecimal(text: string, field = ''): Decimal {
  return printScaled(readScaled(text, field, inputLimit))
}
