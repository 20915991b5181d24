import type { RoundingMode } from '@farthing/core'
import { isMultiple, minus, nothing, order, times, type Rational } from './rational.js'

/** What a value was rounded from, how, and to multiples of what. */
export interface RoundedFrom {
  readonly exact: Rational
  readonly mode: RoundingMode
  readonly unit: Rational
}

const two: Rational = { n: 2n, d: 1n }

/** Whether `value` is what `exact` rounds to, by the inequalities that define each mode: nothing is rounded to find out. */
export function isRounded(value: Rational, { exact, mode, unit }: RoundedFrom): boolean {
  if (!isMultiple(value, unit)) return false
  const error = minus(value, exact)
  const positive = order(exact, nothing) >= 0
  switch (mode) {
    case 'floor':
      return isBelow(error, unit)
    case 'ceiling':
      return isAbove(error, unit)
    case 'down':
      return positive ? isBelow(error, unit) : isAbove(error, unit)
    case 'up':
      return positive ? isAbove(error, unit) : isBelow(error, unit)
    case 'half-up':
    case 'half-down':
    case 'half-even':
      return isNearest(value, error, { mode, unit, positive })
  }
}

/** −unit < error ≤ 0. */
function isBelow(error: Rational, unit: Rational): boolean {
  return order(error, nothing) <= 0 && order(minus(nothing, error), unit) < 0
}

/** 0 ≤ error < unit. */
function isAbove(error: Rational, unit: Rational): boolean {
  return order(error, nothing) >= 0 && order(error, unit) < 0
}

interface Tie {
  readonly mode: 'half-up' | 'half-down' | 'half-even'
  readonly unit: Rational
  readonly positive: boolean
}

function isNearest(value: Rational, error: Rational, { mode, unit, positive }: Tie): boolean {
  const size = order(error, nothing) < 0 ? minus(nothing, error) : error
  const half = order(times(size, two), unit)
  if (half !== 0) return half < 0
  if (mode === 'half-even') return isMultiple(value, times(unit, two))
  const away = positive === order(error, nothing) > 0
  return mode === 'half-up' ? away : !away
}
