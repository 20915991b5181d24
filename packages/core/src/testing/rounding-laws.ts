import fc from 'fast-check'
import { absolute, add, multiply, negate, subtract } from '../money/arithmetic.js'
import { compare, isZero, signOf } from '../money/compare.js'
import type { Decimal, Exact } from '../money/decimal-type.js'
import { divide } from '../money/exact/divide.js'
import { roundingUnit } from '../money/exact/rounding-unit.js'
import { printScaled } from '../money/exact/scaled.js'
import type { RoundingMode, RoundingRule } from '../money/rounding-type.js'
import { arbitraryExact } from './arbitrary-exact.js'
import { arbitraryRoundingRule } from './arbitrary-rounding-rule.js'
import { hold, lawRuns, type LawOptions } from './hold.js'

/** Finer than any unit here, and what a rounding to digits first would lose. */
const leastStep = '0.00000000000000000000000000000000000001'

export type Rounding = (value: Exact, rule: RoundingRule) => Decimal

/**
 * Asserts that a rounding is one: the result is a multiple of the unit, nearer than one unit (half a unit in the half modes) and on
 * the side that the mode names; ties go where the mode says; monotone, idempotent, and symmetric where the mode is. These together
 * leave one possible result for each value, so nothing else can be wrong. Values include exact ties and their close neighbours.
 *
 * @throws the first broken law with its smallest counter-example
 */
export function assertRoundingLaws(round: Rounding, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryExact(), arbitraryExact({ sign: 'positive' }), fc.maxSafeInteger(), arbitraryRoundingRule(), (value, step, whole, rule) => {
      const tie = multiply(add(`${whole}`, '0.5'), unitOf(rule))
      for (const input of [value, tie, add(tie, leastStep), subtract(tie, leastStep)]) assertNearest(round, input, rule)
      hold(compare(round(add(value, step), rule), round(value, rule)) >= 0, 'a larger value never rounds lower')
    }),
    lawRuns(options),
  )
}

function assertNearest(round: Rounding, value: Exact, rule: RoundingRule): void {
  const unit = unitOf(rule)
  const result = round(value, rule)
  const error = subtract(result, value)
  hold(isWhole(divide(result, unit)), 'a result is a multiple of the unit')
  hold(compare(round(result, rule), result) === 0, 'rounding again changes nothing')
  hold(compare(absolute(error), unit) < 0, 'a result is nearer than one unit')
  if (!isZero(error)) assertSide(value, error, result, rule)
  if (rule.mode !== 'ceiling' && rule.mode !== 'floor') {
    hold(compare(round(negate(value), rule), negate(result)) === 0, 'symmetric modes mirror at zero')
  }
}

/** The rule of each mode, for a value that is no multiple of the unit. */
function assertSide(value: Exact, error: Exact, result: Decimal, rule: RoundingRule): void {
  const awayFromZero = signOf(error) === signOf(value)
  const toHalf = compare(multiply(absolute(error), '2'), unitOf(rule))
  const nearest = toHalf < 0
  const isTie = toHalf === 0
  const obeyed: { readonly [mode in RoundingMode]: () => boolean } = {
    'half-even': () => nearest || (isTie && isWhole(divide(result, multiply(unitOf(rule), '2')))),
    'half-up': () => nearest || (isTie && awayFromZero),
    'half-down': () => nearest || (isTie && !awayFromZero),
    up: () => awayFromZero,
    down: () => !awayFromZero,
    ceiling: () => signOf(error) > 0,
    floor: () => signOf(error) < 0,
  }
  hold(obeyed[rule.mode](), `${rule.mode} takes the multiple that it names`)
}

function isWhole(value: Exact): boolean {
  return /^-?[0-9]+$/.test(value)
}

function unitOf({ exponent, increment }: RoundingRule): Decimal {
  return printScaled(roundingUnit(exponent, increment))
}
