import { describeValue } from '../../errors/describe-value.js'
import { fail } from '../../errors/failure.js'
import type { Decimal } from '../decimal-type.js'
import { computedLimit, type DigitLimit } from './digit-limit.js'
import { powerOfTen } from './power-of-ten.js'

/** The decimal `units × 10^-scale`, with a scale that is not negative. Only inside functions; records hold text. */
export interface Scaled {
  readonly units: bigint
  readonly scale: number
}

const decimalForm = /^-?[0-9]+(?:\.[0-9]+)?$/

/** Reads a decimal. Leading and trailing zeros are dropped, so that the scale is the smallest one. */
export function readScaled(text: string, field: string, limit: DigitLimit): Scaled {
  if (typeof text !== 'string') fail('decimal.malformed', { field, because: `is ${describeValue(text)} and not text` })
  if (text.length > limit.characters) refuseLong(text, field, limit)
  if (!decimalForm.test(text)) fail('decimal.malformed', { field, because: `is ${describeValue(text)}`, facts: { value: text } })
  const scaled = scaledOf(text)
  if (text.length > limit.digits && digitsOf(scaled) > limit.digits) refuseLong(text, field, limit)
  return scaled
}

function scaledOf(text: string): Scaled {
  const point = text.indexOf('.')
  if (point < 0) return { units: BigInt(text), scale: 0 }
  const fraction = text.slice(point + 1, endWithoutZeros(text, point + 1))
  return { units: BigInt(text.slice(0, point) + fraction), scale: fraction.length }
}

/** Where the digits from an index on end, once trailing zeros are dropped. */
function endWithoutZeros(digits: string, from: number): number {
  let end = digits.length
  while (end > from && digits.endsWith('0', end)) end -= 1
  return end
}

/** Prints a computed decimal in canonical form. */
export function printScaled({ units, scale }: Scaled): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  const whole = digits.slice(0, point)
  const fraction = digits.slice(point, endWithoutZeros(digits, point))
  checkComputed((whole === '0' ? 0 : point) + fraction.length)
  const magnitude = fraction === '' ? whole : `${whole}.${fraction}`
  return (units < 0n ? `-${magnitude}` : magnitude) as Decimal
}

function checkComputed(digits: number): void {
  if (digits <= computedLimit.digits) return
  fail('decimal.too_long', {
    field: 'result',
    because: `has ${digits} digits where a computed value has at most ${computedLimit.digits}`,
    facts: { digits, maxDigits: computedLimit.digits },
  })
}

/** Digits before and after the point together; the lone zero of `0.5` does not count. */
function digitsOf({ units, scale }: Scaled): number {
  const digits = (units < 0n ? -units : units).toString().length
  return Math.max(digits, scale)
}

/** The units that a value has at a scale not smaller than its own. */
export function unitsAt(value: Scaled, scale: number): bigint {
  return scale === value.scale ? value.units : value.units * powerOfTen(scale - value.scale)
}

function refuseLong(text: string, field: string, limit: DigitLimit): never {
  return fail('decimal.too_long', {
    field,
    because: `is ${describeValue(text)}, which has more than ${limit.digits} digits`,
    facts: { characters: text.length, maxDigits: limit.digits, maxCharacters: limit.characters },
  })
}
