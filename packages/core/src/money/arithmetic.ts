import type { Decimal, Exact } from './decimal-type.js'
import { decimalOperand, exactOperand } from './exact/operand.js'
import { printRatio, type Ratio } from './exact/ratio.js'
import { printScaled, unitsAt, type Scaled } from './exact/scaled.js'
import { isDecimalValue } from './is-decimal-value.js'

/**
 * `a + b`, exactly. Like all arithmetic here: operands may be non-canonical or computed, results are canonical, decimals stay
 * decimals, and a result beyond 304 digits fails with `decimal.too_long` or `exact.too_long` instead of being cut.
 */
export function add(a: Decimal, b: Decimal): Decimal
export function add(a: Exact, b: Exact): Exact
export function add(a: Exact, b: Exact): Exact {
  if (isDecimalValue(a) && isDecimalValue(b)) return printScaled(sumOfDecimals(decimalOperand(a), decimalOperand(b)))
  return printRatio(sumOfFractions(exactOperand(a), exactOperand(b)))
}

/** `a − b`, exactly. */
export function subtract(a: Decimal, b: Decimal): Decimal
export function subtract(a: Exact, b: Exact): Exact
export function subtract(a: Exact, b: Exact): Exact {
  if (isDecimalValue(a) && isDecimalValue(b)) {
    const { units, scale } = decimalOperand(b)
    return printScaled(sumOfDecimals(decimalOperand(a), { units: -units, scale }))
  }
  const { numerator, denominator } = exactOperand(b)
  return printRatio(sumOfFractions(exactOperand(a), { numerator: -numerator, denominator }))
}

/** `a × b`, exactly. */
export function multiply(a: Decimal, b: Decimal): Decimal
export function multiply(a: Exact, b: Exact): Exact
export function multiply(a: Exact, b: Exact): Exact {
  if (isDecimalValue(a) && isDecimalValue(b)) {
    const left = decimalOperand(a)
    const right = decimalOperand(b)
    return printScaled({ units: left.units * right.units, scale: left.scale + right.scale })
  }
  const left = exactOperand(a)
  const right = exactOperand(b)
  return printRatio({ numerator: left.numerator * right.numerator, denominator: left.denominator * right.denominator })
}

/** `−value`; zero stays `0`. */
export function negate(value: Decimal): Decimal
export function negate(value: Exact): Exact
export function negate(value: Exact): Exact {
  return subtract('0', value)
}

/** The value without its sign. */
export function absolute(value: Decimal): Decimal
export function absolute(value: Exact): Exact
export function absolute(value: Exact): Exact {
  return exactOperand(value).numerator < 0n ? negate(value) : add(value, '0')
}

/** The sum of all values, exactly and independent of their order; `0` for none. Faster than repeated `add`: it prints once. */
export function addAll(values: Iterable<Decimal>): Decimal
export function addAll(values: Iterable<Exact>): Exact
export function addAll(values: Iterable<Exact>): Exact {
  let decimals: Scaled = { units: 0n, scale: 0 }
  let fractions: Exact = '0'
  for (const value of values) {
    if (isDecimalValue(value)) decimals = sumOfDecimals(decimals, decimalOperand(value))
    else fractions = add(fractions, value)
  }
  return add(printScaled(decimals), fractions)
}

function sumOfDecimals(a: Scaled, b: Scaled): Scaled {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

function sumOfFractions(a: Ratio, b: Ratio): Ratio {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}
