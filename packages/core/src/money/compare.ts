import { add } from './arithmetic.js'
import type { Decimal, Exact } from './decimal-type.js'
import { decimalOperand, exactOperand } from './exact/operand.js'
import { unitsAt } from './exact/scaled.js'
import { isDecimalValue } from './is-decimal-value.js'

/** Orders two values by size. `'10'` is more than `'9'`, which `<` on the texts denies; `'1.0'` equals `'1'`. */
export function compare(a: Exact, b: Exact): -1 | 0 | 1 {
  if (isDecimalValue(a) && isDecimalValue(b)) {
    const left = decimalOperand(a)
    const right = decimalOperand(b)
    const scale = Math.max(left.scale, right.scale)
    return order(unitsAt(left, scale), unitsAt(right, scale))
  }
  const left = exactOperand(a)
  const right = exactOperand(b)
  return order(left.numerator * right.denominator, right.numerator * left.denominator)
}

/** The sign of a value. */
export function signOf(value: Exact): -1 | 0 | 1 {
  return order(exactOperand(value).numerator, 0n)
}

export function isZero(value: Exact): boolean {
  return signOf(value) === 0
}

/** The least of the values, in canonical form. */
export function smallest(first: Decimal, ...others: readonly Decimal[]): Decimal
export function smallest(first: Exact, ...others: readonly Exact[]): Exact
export function smallest(first: Exact, ...others: readonly Exact[]): Exact {
  return add(others.reduce((least, value) => (compare(value, least) < 0 ? value : least), first), '0')
}

/** The greatest of the values, in canonical form. */
export function largest(first: Decimal, ...others: readonly Decimal[]): Decimal
export function largest(first: Exact, ...others: readonly Exact[]): Exact
export function largest(first: Exact, ...others: readonly Exact[]): Exact {
  return add(others.reduce((greatest, value) => (compare(value, greatest) > 0 ? value : greatest), first), '0')
}

function order(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a === b) return 0
  return a < b ? -1 : 1
}
