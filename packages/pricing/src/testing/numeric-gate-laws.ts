import fc from 'fast-check'
import { assertInvariant, describeValue, isFarthingError } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { Price } from '../models/price.js'
import { at } from '../models/read-fields.js'
import { arbitraryPrice } from './arbitrary-prices.js'

/** Reads a number that a host gives as text; what it returns may hold the number anywhere. */
export type NumericEntry = (value: unknown) => unknown

export interface NumericGateOptions extends LawOptions {
  /** Texts that must pass; positive decimals of up to 12 digits unless given. */
  readonly accepted?: fc.Arbitrary<string>
  /** Whether the entry also reads computed values, which may have more digits than those that a host gives. */
  readonly computed?: boolean
}

/** What is no decimal, or not in the form of one. */
const malformed: readonly unknown[] = [
  'NaN', '-NaN', 'nan', 'Infinity', '-Infinity', '+Infinity', '∞', '', ' ', '-', '.', '+1', '1.', '.5', '-.5', '1.2.3', '--1', '1-', ' 1', '1 ', '1\n', '1\0',
  '1e3', '1E3', '1e-7', '1e+21', '0x10', '0X1F', '0b1', '0o7', '1,000', '1_000', "1'000", '１２', '١٢', '½', '1n', 'null', 'true', '1/0', '1/-2', '/2', '1/',
  Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1.5, 1e21, 10n, null, true, [], ['1'], {},
]

const usual = { numRuns: 1000 }

/**
 * R-NUMERICGATE: an entry takes plain decimals and nothing else. NaN, infinities, exponents, hexadecimal and full-width digits, signs `+`,
 * separators, blanks, empty text, more than 40 digits and whatever is no text are refused by a typed error; minus zero is refused or read as zero.
 */
export function assertNumericGate(entry: NumericEntry, { accepted, computed = false, ...options }: NumericGateOptions = {}): void {
  const refused = fc.oneof(fc.constantFrom(...malformed), arbitraryFlaw(), ...(computed ? [] : [arbitraryLong()]))
  fc.assert(
    fc.property(refused, accepted ?? arbitraryDecimal({ sign: 'positive', maxDigits: 12 }), (value, decimal) => {
      assertInvariant(typedRefusal(entry, value) !== undefined, `R-NUMERICGATE: ${describeValue(value)} is refused`)
      assertInvariant(typedRefusal(entry, decimal) === undefined, `R-NUMERICGATE: ${decimal} is accepted`)
    }),
    { ...usual, ...options },
  )
  for (const zero of ['-0', '-0.00']) {
    const read = typedRefusal(entry, zero) === undefined ? JSON.stringify(entry(zero)) : ''
    assertInvariant(!read.includes('"-0'), `R-NUMERICGATE: ${zero} is refused or read as 0, and not as ${read}`)
  }
}

/** R-NUMERICGATE for prices of every model: each number in them is such an entry, and its refusal names the field. */
export function assertPricesGated(check: (price: unknown, field: string) => Price, options: LawOptions = {}): void {
  fc.assert(
    fc.property(arbitraryPrice(), fc.nat(), fc.oneof(fc.constantFrom(...malformed), arbitraryFlaw(), arbitraryLong()), (price, choice, value) => {
      const places = decimalsIn(price, 'price')
      const place = places[choice % places.length]
      if (place === undefined) return
      const refusal = typedRefusal((broken) => check(broken, 'price'), replaced(price, place, 'price', value))
      assertInvariant(refusal === place, `R-NUMERICGATE: ${describeValue(value)} is refused in ${place}, and not in ${refusal ?? 'no field'}`)
    }),
    { ...usual, ...options },
  )
}

/** A decimal with one character too many in it. */
function arbitraryFlaw(): fc.Arbitrary<string> {
  const character = fc.constantFrom('e', 'E', 'x', ' ', '_', ',', '+', '-', '١', '０', 'N', '\u200b')
  return fc.tuple(arbitraryDecimal({ sign: 'positive', maxDigits: 12 }), character, fc.nat()).map(([decimal, flaw, place]) => {
    const index = 1 + (place % decimal.length)
    return decimal.slice(0, index) + flaw + decimal.slice(index)
  })
}

/** More digits than any input may have, wherever the point stands. */
function arbitraryLong(): fc.Arbitrary<string> {
  return fc.tuple(fc.integer({ min: 41, max: 400 }), fc.nat()).map(([digits, place]) => {
    const point = place % digits
    const all = '7'.repeat(digits)
    return point === 0 ? all : `${all.slice(0, point)}.${all.slice(point)}`
  })
}

/** The field that a typed error names; `undefined` when there is no error. Any other error is a defect, and thrown on. */
function typedRefusal(entry: NumericEntry, value: unknown): string | undefined {
  try {
    entry(value)
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return error.field
  }
}

const namesIn: readonly string[] = ['model', 'name', 'when']

/** Paths of all decimals inside; names are none, even if they look like one. */
function decimalsIn(value: unknown, place: string): readonly string[] {
  if (typeof value === 'string') return /^-?[0-9.]+$/.test(value) ? [place] : []
  if (typeof value !== 'object' || value === null) return []
  return entriesOf(value).flatMap(([key, entry]) => (namesIn.includes(String(key)) ? [] : decimalsIn(entry, at(place, key))))
}

function replaced(value: unknown, place: string, here: string, flaw: unknown): unknown {
  if (place === here) return flaw
  if (typeof value !== 'object' || value === null) return value
  const entries = entriesOf(value).map(([key, entry]) => [key, replaced(entry, place, at(here, key), flaw)] as const)
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries)
}

function entriesOf(value: object): readonly (readonly [key: string | number, entry: unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value)
}
