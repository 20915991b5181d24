import type { RoundingMode } from '../rounding-type.js'

/** `dividend / divisor` as an integer, rounded once by the mode. The divisor is positive. */
export function roundQuotient(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const towardsZero = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n) return towardsZero
  const negative = dividend < 0n
  const twice = 2n * (negative ? -remainder : remainder)
  const nearer: Nearer = twice === divisor ? 'tie' : twice < divisor ? 'zero' : 'away'
  if (!leavesZero(mode, nearer, negative, towardsZero % 2n !== 0n)) return towardsZero
  return negative ? towardsZero - 1n : towardsZero + 1n
}

/** Which neighbour the value is nearer to: the one towards zero, the one away from it, or neither. */
export type Nearer = 'zero' | 'away' | 'tie'

/** Whether a value between two integers takes the one away from zero; `odd` says what the one towards zero is. */
export function leavesZero(mode: RoundingMode, nearer: Nearer, negative: boolean, odd: boolean): boolean {
  switch (mode) {
    case 'up':
      return true
    case 'down':
      return false
    case 'ceiling':
      return !negative
    case 'floor':
      return negative
    case 'half-up':
      return nearer !== 'zero'
    case 'half-down':
      return nearer === 'away'
    case 'half-even':
      return nearer === 'tie' ? odd : nearer === 'away'
  }
}
