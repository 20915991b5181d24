import fc from 'fast-check'
import type { Decimal } from '../money/decimal-type.js'
import { referenceDecimal, referenceText } from '../money/reference-decimal.js'
import { arbitraryDecimal } from './arbitrary-decimal.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

export interface DecimalArithmetic {
  readonly add: (a: Decimal, b: Decimal) => Decimal
  readonly subtract: (a: Decimal, b: Decimal) => Decimal
  readonly multiply: (a: Decimal, b: Decimal) => Decimal
  readonly negate: (value: Decimal) => Decimal
  readonly compare: (a: Decimal, b: Decimal) => number
}

/**
 * Asserts that an arithmetic on decimals is exact and canonical: every result is, character by character, that of decimal.js at a
 * precision which no result reaches. Holds for operands of 38 digits and for the products of such.
 *
 * @throws the first broken law with its smallest counter-example
 */
export function assertDecimalLaws(arithmetic: DecimalArithmetic, options: LawOptions = {}): void {
  const { add, subtract, multiply, negate, compare } = arithmetic
  const operand = fc.oneof(arbitraryDecimal(), arbitraryDecimal({ maxDigits: 76 }))
  fc.assert(
    fc.property(operand, operand, (a, b) => {
      const left = referenceDecimal(a)
      const right = referenceDecimal(b)
      hold(sameText(add(a, b), referenceText(left.plus(right))), 'a sum is exact')
      hold(sameText(subtract(a, b), referenceText(left.minus(right))), 'a difference is exact')
      hold(sameText(multiply(a, b), referenceText(left.times(right))), 'a product is exact')
      hold(sameText(negate(a), referenceText(left.negated())), 'a negation is exact and zero has no sign')
      hold(compare(a, b) === left.comparedTo(right), 'values are ordered by size')
    }),
    lawRuns(options),
  )
}

/** Characters and not values: a result is canonical too. */
function sameText(result: string, reference: string): boolean {
  return result === reference
}
