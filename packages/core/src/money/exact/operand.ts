import type { Decimal, Exact } from '../decimal-type.js'
import { computedLimit } from './digit-limit.js'
import { readRatio, type Ratio } from './ratio.js'
import { readScaled, type Scaled } from './scaled.js'

/** Reads an operand of the arithmetic, which may itself be a computed value. */
export function decimalOperand(value: Decimal, field = 'operand'): Scaled {
  return readScaled(value, field, computedLimit)
}

/** {@link decimalOperand} for values that may be fractions. */
export function exactOperand(value: Exact, field = 'operand'): Ratio {
  return readRatio(value, field, computedLimit)
}
