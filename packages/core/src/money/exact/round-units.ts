import type { RoundingMode } from '../rounding-type.js'
import { leavesZero } from './round-quotient.js'
import { safePowers } from './safe-units.js'

/** Safe units as a multiple of `10^dropped`, counted in such multiples, rounded once by the mode. `dropped` is 0 to 22. */
export function roundUnits(units: number, dropped: number, mode: RoundingMode): number {
  const divisor = safePowers[dropped] ?? Number.NaN
  const magnitude = Math.abs(units)
  // The quotient of two integers below 2^53 is never so close to the next integer that it rounds up to it.
  const whole = Math.trunc(magnitude / divisor)
  const remainder = magnitude - whole * divisor
  if (remainder === 0) return units < 0 ? -whole : whole
  // Less the other half instead of twice the remainder, which might not be safe.
  const beyondHalf = remainder - (divisor - remainder)
  const nearer = beyondHalf === 0 ? 'tie' : beyondHalf < 0 ? 'zero' : 'away'
  const rounded = leavesZero(mode, nearer, units < 0, whole % 2 !== 0) ? whole + 1 : whole
  return units < 0 ? -rounded : rounded
}
