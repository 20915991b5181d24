import { inputLimit } from '../../money/exact/digit-limit.js'
import { readScaled } from '../../money/exact/scaled.js'

/** A decimal that was read: `units × 10^-fraction`. Kept by a fold and changed in place, so that reading makes no object. */
export interface ReadValue {
  /** A safe integer; without meaning beside `long`. */
  units: number
  fraction: number
  /** The units of a text that is too long to be read as a number. */
  long: bigint | undefined
}

const zero = 0x30
const minus = 0x2d
const point = 0x2e

/** 15 digits with a point or a sign: units that are a safe integer. */
const shortLength = 16

/**
 * Reads any text that `parseDecimal` reads, into `value`: a short one in one pass over its characters.
 *
 * @throws as `parseDecimal`
 */
export function readValue(value: ReadValue, text: string): void {
  if (readShort(value, text)) return
  const { units, scale } = readScaled(text, 'value', inputLimit)
  value.long = units
  value.fraction = scale
}

export function isNegative({ units, long }: ReadValue): boolean {
  return long === undefined ? units < 0 : long < 0n
}

/** False for a text that is longer or malformed. */
function readShort(value: ReadValue, text: string): boolean {
  if (typeof text !== 'string' || text.length > shortLength) return false
  const end = text.length
  const start = text.charCodeAt(0) === minus ? 1 : 0
  let units = 0
  let pointAt = -1
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - zero
    // A negative or too large digit sets the sign bit of one of the two.
    if ((digit | (9 - digit)) >= 0) units = units * 10 + digit
    else if (digit === point - zero && pointAt < 0 && index > start) pointAt = index
    else return false
  }
  const whole = pointAt < 0
  if (end === start || pointAt === end - 1 || (whole && end - start === shortLength)) return false
  value.units = start === 1 ? -units : units
  value.fraction = whole ? 0 : end - pointAt - 1
  value.long = undefined
  return true
}
