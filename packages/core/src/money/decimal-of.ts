import { fail } from '../errors/failure.js'
import type { Decimal, Exact } from './decimal-type.js'
import { exactOperand } from './exact/operand.js'
import { printRatio } from './exact/ratio.js'
import { isDecimalValue } from './is-decimal-value.js'

/**
 * The value as a decimal, where its expansion ends.
 *
 * @throws `exact.not_decimal` for a value such as `1/3`; round it instead
 */
export function decimalOf(value: Exact, field = ''): Decimal {
  const exact = printRatio(exactOperand(value, field))
  if (!isDecimalValue(exact)) fail('exact.not_decimal', { field, because: `is ${exact}`, facts: { value: exact } })
  return exact
}
