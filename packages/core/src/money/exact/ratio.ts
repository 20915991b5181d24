import { describeValue } from '../../errors/describe-value.js'
import { fail } from '../../errors/failure.js'
import type { Exact } from '../decimal-type.js'
import { computedLimit, type DigitLimit } from './digit-limit.js'
import { powerOfTen } from './power-of-ten.js'
import { printScaled, readScaled } from './scaled.js'

/** A fraction with a positive denominator, not always reduced. Only inside functions; records hold text. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

const fractionForm = /^(-?[0-9]+)\/([0-9]+)$/

/** Reads a decimal or a fraction of integers. */
export function readRatio(text: string, field: string, limit: DigitLimit): Ratio {
  if (typeof text !== 'string') fail('exact.malformed', { field, because: `is ${describeValue(text)} and not text` })
  if (text.length > 2 * limit.characters + 1) refuseLong(text, field, limit)
  if (!text.includes('/')) {
    const { units, scale } = readScaled(text, field, limit)
    return { numerator: units, denominator: powerOfTen(scale) }
  }
  const form = fractionForm.exec(text)
  if (form === null) fail('exact.malformed', { field, because: `is ${describeValue(text)}`, facts: { value: text } })
  const ratio = { numerator: BigInt(form[1] ?? ''), denominator: BigInt(form[2] ?? '') }
  if (ratio.denominator === 0n) fail('exact.division_by_zero', { field, because: `is ${describeValue(text)}` })
  if (digitsOf(ratio) > limit.digits) refuseLong(text, field, limit)
  return ratio
}

/** Prints a computed value in its one form: a decimal when its expansion ends, else the reduced fraction. */
export function printRatio(ratio: Ratio): Exact {
  const { numerator, denominator } = reduce(ratio)
  const scale = decimalScaleOf(denominator)
  if (scale !== undefined) return printScaled({ units: (numerator * powerOfTen(scale)) / denominator, scale })
  const digits = digitsOf({ numerator, denominator })
  if (digits > computedLimit.digits) {
    fail('exact.too_long', {
      field: 'result',
      because: `is a fraction of ${digits} digits where a computed value has at most ${computedLimit.digits}`,
      facts: { digits, maxDigits: computedLimit.digits },
    })
  }
  return `${numerator}/${denominator}` as Exact
}

/** The same value over the smallest positive denominator. */
export function reduce({ numerator, denominator }: Ratio): Ratio {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

/** Euclid's algorithm; neither number is negative. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b]
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest]
  return divisor
}

/** Digits after the point of a reduced fraction, when its denominator holds no prime but 2 and 5. */
function decimalScaleOf(denominator: bigint): number | undefined {
  let rest = denominator
  let twos = 0
  let fives = 0
  for (; rest % 2n === 0n; twos += 1) rest /= 2n
  for (; rest % 5n === 0n; fives += 1) rest /= 5n
  return rest === 1n ? Math.max(twos, fives) : undefined
}

/** Digits of the longer of numerator and denominator. */
function digitsOf({ numerator, denominator }: Ratio): number {
  const magnitude = numerator < 0n ? -numerator : numerator
  return (magnitude > denominator ? magnitude : denominator).toString().length
}

function refuseLong(text: string, field: string, limit: DigitLimit): never {
  return fail('exact.too_long', {
    field,
    because: `is ${describeValue(text)}, which has more than ${limit.digits} digits in a number`,
    facts: { characters: text.length, maxDigits: limit.digits, maxCharacters: 2 * limit.characters + 1 },
  })
}
