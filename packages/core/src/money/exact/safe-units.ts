import type { Decimal } from '../decimal-type.js'
import { computedLimit } from './digit-limit.js'
import { readScaled, unitsAt } from './scaled.js'

/*
 * Decimals as `units × 10^-scale` with units in a safe integer: what compiled prices calculate with. Nothing here is ever rounded in
 * silence: what does not fit is `NaN` or infinite, and the caller goes the long way.
 */

const point = 0x2e
const minus = 0x2d
const zero = 0x30

/** Powers of ten that a float holds exactly; looked up, because `**` costs more than the rest of a rating. */
export const safePowers: readonly number[] = /* @__PURE__ */ Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

/** Digits after the point as written, also zeros; 0 for what is no decimal. */
export function writtenScale(text: string): number {
  if (typeof text !== 'string') return 0
  const at = text.indexOf('.')
  return at < 0 ? 0 : text.length - at - 1
}

/** The digits of a decimal read as one integer, `1250` for `12.50`; `NaN` for any other text and beyond 2^53 − 1. */
export function safeUnits(text: string): number {
  if (typeof text !== 'string' || text.length > 18) return Number.NaN
  const last = text.length - 1
  const first = text.charCodeAt(0) === minus ? 1 : 0
  let seen = false
  let units = first > last ? Number.NaN : 0
  for (let index = first; index <= last; index += 1) {
    const code = text.charCodeAt(index)
    if (code >= zero && code <= zero + 9) units = units * 10 + (code - zero)
    else if (code === point && !seen && index > first && index < last) seen = true
    else return Number.NaN
  }
  if (units > Number.MAX_SAFE_INTEGER) return Number.NaN
  return first === 1 ? -units : units
}

/** The units of a decimal at a scale not smaller than its own; infinite beyond 2^53 − 1. */
export function safeUnitsAt(value: Decimal, scale: number): number {
  const units = Number(unitsAt(readScaled(value, 'operand', computedLimit), scale))
  return Number.isSafeInteger(units) ? units : units * Number.POSITIVE_INFINITY
}

/** The largest |x| for which `start + slope × x` and its terms are safe; −1 where the start is not. */
export function safeReach(start: number, slope: number): number {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(slope)) return -1
  if (slope === 0) return Number.MAX_SAFE_INTEGER
  return Number((BigInt(Number.MAX_SAFE_INTEGER) - BigInt(Math.abs(start))) / BigInt(Math.abs(slope)))
}

/** Prints safe units at a scale of 0 to 22, in canonical form. */
export function printUnits(units: number, scale: number): Decimal {
  if (scale === 0) return `${units}`
  const magnitude = Math.abs(units)
  const power = safePowers[scale] ?? Number.NaN
  const whole = Math.trunc(magnitude / power)
  let rest = magnitude - whole * power
  const sign = units < 0 ? '-' : ''
  if (rest === 0) return `${sign}${whole}` as Decimal
  let digits = scale
  for (; rest % 10 === 0; digits -= 1) rest /= 10
  let fraction = `${rest}`
  while (fraction.length < digits) fraction = `0${fraction}`
  return `${sign}${whole}.${fraction}` as Decimal
}
