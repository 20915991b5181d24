import fc from 'fast-check'
import { expect, test } from 'vitest'
import { civilFromDays, daysFromCivil, daysInMonth } from './civil-date.js'
import { epochMsOf, instantOfEpochMs } from './epoch-ms.js'
import { parseInstant } from './parse-instant.js'

const firstMs = -62_135_596_800_000
const lastMs = 253_402_300_799_999
const epochMs = fc.oneof(fc.integer({ min: firstMs, max: lastMs }), fc.integer({ min: 0, max: 4_102_444_800_000 }), fc.constantFrom(firstMs, -1, 0, lastMs))
const microsecond = fc.integer({ min: 0, max: 999 })

test('instants agree with Date to the millisecond, in every year', () => {
  fc.assert(
    fc.property(epochMs, microsecond, (ms, micro) => {
      const instant = instantOfEpochMs(ms, micro)
      expect(instant).toBe(`${new Date(ms).toISOString().slice(0, 23)}${String(micro).padStart(3, '0')}Z`)
      expect(epochMsOf(instant)).toBe(ms)
    }),
    { numRuns: 5000 },
  )
})

test('text order is time order', () => {
  fc.assert(
    fc.property(epochMs, epochMs, microsecond, microsecond, (a, b, x, y) => {
      const earlier = a < b || (a === b && x < y)
      expect(instantOfEpochMs(a, x) < instantOfEpochMs(b, y)).toBe(earlier)
    }),
    { numRuns: 1000 },
  )
})

test('an offset moves the reading and never the instant', () => {
  const offset = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 })
  fc.assert(
    fc.property(fc.integer({ min: firstMs + 86_400_000, max: lastMs - 86_400_000 }), offset, fc.constantFrom('T', 't', ' '), (ms, minutes, between) => {
      const local = new Date(ms + minutes * 60_000).toISOString().slice(0, 23).replace('T', between)
      const size = Math.abs(minutes)
      const zone = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`
      expect(parseInstant(`${local}${zone}`)).toBe(instantOfEpochMs(ms))
    }),
    { numRuns: 2000 },
  )
})

test('more than six fraction digits are cut', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,30}$/), (digits) => {
      expect(parseInstant(`2026-12-31T23:59:59.${digits}Z`)).toBe(`2026-12-31T23:59:59.${digits.slice(0, 6).padEnd(6, '0')}Z`)
    }),
    { numRuns: 1000 },
  )
})

test('whatever the text, it becomes an instant or a refusal', () => {
  const part = fc.oneof(fc.constantFrom('2026', '-', '02', '30', 'T', ':', '60', '.', 'Z', '+', '24', '00', ' ', '٢'), fc.string({ maxLength: 3 }))
  const text = fc.oneof(
    fc.array(part, { maxLength: 16 }).map((parts) => parts.join('')),
    fc.tuple(fc.constant('2026-10-14T09:00:00.123456Z'), fc.nat(26), fc.string({ maxLength: 2 })).map(([base, at, put]) => base.slice(0, at) + put + base.slice(at + 1)),
  )
  fc.assert(
    fc.property(text, (candidate) => {
      try {
        expect(parseInstant(candidate)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      } catch (error) {
        expect(error).toMatchObject({ name: 'FarthingError', field: 'time' })
      }
    }),
    { numRuns: 5000 },
  )
})

test('civil dates count up day by day through the years 1 to 9999', () => {
  let expected = daysFromCivil(1, 1, 1)
  expect(expected).toBe(firstMs / 86_400_000)
  for (let year = 1; year <= 9999; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      if (daysFromCivil(year, month, 1) !== expected) throw new Error(`${year}-${month} is not day ${expected}`)
      const { year: y, month: m, day } = civilFromDays(expected + daysInMonth(year, month) - 1)
      if (y !== year || m !== month || day !== daysInMonth(year, month)) throw new Error(`the last day of ${year}-${month} is ${y}-${m}-${day}`)
      expected += daysInMonth(year, month)
    }
  }
  expect(expected).toBe((lastMs + 1) / 86_400_000)
})
