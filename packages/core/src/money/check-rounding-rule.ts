import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { signOf } from './compare.js'
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
  if (increment !== undefined && signOf(parseDecimal(increment, `${field}.increment`)) <= 0) {
    fail('rounding.invalid', { field: `${field}.increment`, because: `is ${describeValue(increment)}` })
  }
  return rule
}

/** Checks the exponent of a rounding unit. */
export function checkExponent(exponent: number, field: string): void {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= maxExponent) return
  fail('rounding.invalid', { field, because: `is ${describeValue(exponent)}`, facts: { maxExponent } })
}
