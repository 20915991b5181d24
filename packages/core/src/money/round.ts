import { checkRoundingRule } from './check-rounding-rule.js'
import type { Decimal, Exact } from './decimal-type.js'
import { exactOperand } from './exact/operand.js'
import { roundQuotient } from './exact/round-quotient.js'
import { roundingUnit, unitCountOf } from './exact/rounding-unit.js'
import { printScaled } from './exact/scaled.js'
import type { RoundingRule } from './rounding-type.js'

/**
 * The multiple of `increment × 10^-exponent` that the mode picks, found in one step from the exact value: a fraction is not cut to
 * digits first, so a value just below a tie is no tie.
 *
 * | mode | 2.5 | −2.5 | 2.4 | −2.6 |
 * |---|---|---|---|---|
 * | `half-even` | 2 | −2 | 2 | −3 |
 * | `half-up` | 3 | −3 | 2 | −3 |
 * | `half-down` | 2 | −2 | 2 | −3 |
 * | `up` | 3 | −3 | 3 | −3 |
 * | `down` | 2 | −2 | 2 | −2 |
 * | `ceiling` | 3 | −2 | 3 | −2 |
 * | `floor` | 2 | −3 | 2 | −3 |
 *
 * Ties lie half-way between two multiples, and `half-even` takes the even multiple: with increment 5 and exponent 2, `0.025` is
 * `0` and `0.075` is `0.1`. Monotone and idempotent; the half modes, `up` and `down` are symmetric about zero.
 *
 * @throws `rounding.invalid`, `exact.malformed`, `decimal.malformed`
 */
export function round(value: Exact, rule: RoundingRule): Decimal {
  const { mode, exponent, increment } = checkRoundingRule(rule)
  const unit = roundingUnit(exponent, increment)
  const { numerator, denominator } = unitCountOf(exactOperand(value, 'value'), unit)
  return printScaled({ units: roundQuotient(numerator, denominator, mode) * unit.units, scale: unit.scale })
}
