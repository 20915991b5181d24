import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryDecimal } from '../../testing/index.js'
import { add } from '../arithmetic.js'
import { round } from '../round.js'
import { roundingModes } from '../check-rounding-rule.js'
import { roundUnits } from './round-units.js'
import { printUnits, safeReach, safeUnits, safeUnitsAt, writtenScale } from './safe-units.js'

const largest = Number.MAX_SAFE_INTEGER

describe('safeUnits', () => {
  it.each([
    ['12.50', 1250, 2],
    ['-0.007', -7, 3],
    ['007', 7, 0],
    ['0', 0, 0],
    ['9007199254740991', largest, 0],
    ['-9007199254.740991', -largest, 6],
  ] as const)('%s is %s units of scale %s', (text, units, scale) => {
    expect([safeUnits(text), writtenScale(text)]).toEqual([units, scale])
  })

  it.each(['', '-', '.', '1.', '.5', '-.5', '1.2.3', '1e3', '+1', ' 1', '70/31', '１', '9007199254740992', '9007199254740993', '9'.repeat(18), '0'.repeat(19)])(
    '%j is none',
    (text) => {
      expect(safeUnits(text)).toBeNaN()
    },
  )

  it('is none for what is no text', () => {
    expect([safeUnits(5 as never), writtenScale(5 as never)]).toEqual([Number.NaN, 0])
  })
})

describe('safeUnitsAt', () => {
  it.each([
    ['1.5', 3, 1500],
    ['0', 21, 0],
    ['9007199254740991', 0, largest],
    ['9007199254740992', 0, Number.POSITIVE_INFINITY],
    ['-9007199254740.992', 3, Number.NEGATIVE_INFINITY],
  ] as const)('%s at scale %s is %s', (value, scale, units) => {
    expect(safeUnitsAt(value, scale)).toBe(units)
  })
})

it.each([
  [0, 0, largest],
  [0, 1, largest],
  [1, 1, largest - 1],
  [-91, -100, 90_071_992_547_409],
  [0, largest, 1],
  [largest, 7, 0],
  [Number.POSITIVE_INFINITY, 1, -1],
  [1, Number.NaN, -1],
] as const)('from %s with slope %s the reach is %s', (start, slope, reach) => {
  expect(safeReach(start, slope)).toBe(reach)
})

const scales = fc.integer({ min: 0, max: 21 })
const units = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(largest, -largest, 0, -0))

it('prints what it reads, in canonical form', () => {
  fc.assert(fc.property(units, scales, (given, scale) => {
    const text = printUnits(given, scale)
    expect(add(text, '0')).toBe(text)
    expect(safeUnitsAt(text, scale)).toBe(given + 0)
  }), { numRuns: 2_000 })
})

it('reads any decimal as the arithmetic does', () => {
  fc.assert(fc.property(arbitraryDecimal({ maxDigits: 15 }), (value) => {
    expect(printUnits(safeUnits(value), writtenScale(value))).toBe(value)
  }), { numRuns: 2_000 })
})

it('rounds as round does, ties and the largest units included', () => {
  const tie = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 5 })).map(([multiple, scale]) => [(multiple + 0.5) * 10 ** scale, scale] as const)
  fc.assert(fc.property(fc.oneof(fc.tuple(units, scales), tie), fc.constantFrom(...roundingModes), fc.nat({ max: 21 }), ([given, scale], mode, exponent) => {
    const dropped = Math.max(0, scale - exponent)
    expect(printUnits(roundUnits(given, dropped, mode), scale - dropped)).toBe(round(printUnits(given, scale), { mode, exponent: scale - dropped }))
  }), { numRuns: 3_000 })
})
