import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { signOf } from './compare.js'
import type { Decimal } from './decimal-type.js'
import { parseDecimal } from './parse-decimal.js'
import type { RoundingMode, RoundingRule } from './rounding-type.js'

/** The seven modes; their meaning stands at {@link RoundingMode}. */
export const roundingModes = ['half-even', 'half-up', 'half-down', 'up', 'down', 'ceiling', 'floor'] as const satisfies readonly RoundingMode[]

const maxExponent = 38

/**
 * Checks a rounding rule from outside: a known mode, an integer exponent from −38 to 38 (both included), a positive increment.
 *
 * @throws `rounding.invalid`, naming the part of `field`
 */
export function checkRoundingRule(rule: RoundingRule, field = 'rounding'): RoundingRule {
  const { mode, exponent, increment } = rule
  if (!roundingModes.includes(mode)) fail('rounding.invalid', { field: `${field}.mode`, because: `is ${describeValue(mode)}` })
  checkExponent(exponent, `${field}.exponent`)
  checkIncrement(increment, `${field}.increment`)
  return rule
}

/** Checks the exponent of a rounding unit. */
export function checkExponent(exponent: number, field: string): void {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= maxExponent) return
  fail('rounding.invalid', { field, because: `is ${describeValue(exponent)}`, facts: { maxExponent } })
}

/** Checks the increment of a rounding unit, where there is one. */
export function checkIncrement(increment: Decimal | undefined, field: string): void {
  if (increment === undefined || signOf(parseDecimal(increment, field)) > 0) return
  fail('rounding.invalid', { field, because: `is ${describeValue(increment)}` })
}
