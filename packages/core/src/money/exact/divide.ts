import { fail } from '../../errors/failure.js'
import type { Exact } from '../decimal-type.js'
import { exactOperand } from './operand.js'
import { printRatio } from './ratio.js'

/**
 * `a / b`, exactly: a decimal when its expansion ends, else a reduced fraction. The only division of Farthing.
 *
 * `divide('70', '31')` is `70/31`, `divide('1', '8')` is `0.125`.
 *
 * @throws `exact.division_by_zero`, `exact.too_long`, `decimal.too_long`
 */
export function divide(a: Exact, b: Exact): Exact {
  const dividend = exactOperand(a)
  const divisor = exactOperand(b)
  if (divisor.numerator === 0n) fail('exact.division_by_zero', { field: 'operand', because: `divides ${a} by zero` })
  const sign = divisor.numerator < 0n ? -1n : 1n
  return printRatio({
    numerator: dividend.numerator * divisor.denominator * sign,
    denominator: dividend.denominator * divisor.numerator * sign,
  })
}
