import type { Exact } from './decimal-type.js'
import { inputLimit } from './exact/digit-limit.js'
import { printRatio, readRatio } from './exact/ratio.js'
import { isDecimalValue } from './is-decimal-value.js'
import { parseDecimal } from './parse-decimal.js'

/**
 * Checks a decimal or a fraction from outside and returns its canonical form, which is unique for its value: a decimal when the
 * expansion ends, else the reduced fraction. `140/62` is `70/31`, `3/8` is `0.375`, `6/3` is `2`.
 *
 * Numerator and denominator are integers and the denominator is positive; together they have at most 129 characters as written,
 * and each at most 38 digits. A fraction whose decimal is longer than that, such as 1/2^50, is refused too, so that a result can
 * be parsed again.
 *
 * @throws `exact.malformed`, `exact.too_long`, `exact.division_by_zero`, `decimal.malformed`, `decimal.too_long`, naming `field`
 */
export function parseExact(text: string, field = ''): Exact {
  const exact = printRatio(readRatio(text, field, inputLimit))
  return isDecimalValue(exact) ? parseDecimal(exact, field) : exact
}
