import { fail } from '../../errors/failure.js'
import { computedLimit } from './digit-limit.js'
import { greatestCommonDivisor, type Ratio } from './ratio.js'

/**
 * The numerators that values have over their least common denominator; the denominator itself does not matter to their proportions.
 *
 * @throws `exact.too_long` where the denominators share so little that the common one would have more than 304 digits
 */
export function commonNumerators(values: readonly Ratio[]): readonly bigint[] {
  const common = values.reduce((multiple, { denominator }) => leastCommonMultiple(multiple, denominator), 1n)
  return values.map(({ numerator, denominator }) => numerator * (common / denominator))
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  const multiple = (a / greatestCommonDivisor(a, b)) * b
  const digits = multiple.toString().length
  if (digits > computedLimit.digits) {
    fail('exact.too_long', { field: 'allocation.shares', because: `needs a common denominator of ${digits} digits`, facts: { digits, maxDigits: computedLimit.digits } })
  }
  return multiple
}
