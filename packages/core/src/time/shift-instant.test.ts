import { expect, test } from 'vitest'
import { firstInstant, lastInstant, shiftInstant } from './shift-instant.js'

test.each([
  ['2026-10-31T23:59:59.999999Z', 1, '2026-11-01T00:00:00.000999Z'],
  ['2026-11-01T00:00:00.000123Z', -1, '2026-10-31T23:59:59.999123Z'],
  ['2026-11-01T00:00:00.000000Z', 0, '2026-11-01T00:00:00.000000Z'],
  ['1969-12-31T23:59:59.999999Z', 86_400_000, '1970-01-01T23:59:59.999999Z'],
  ['0001-01-01T00:00:00.500000Z', -501, firstInstant],
  ['9999-12-31T23:59:59.500000Z', 500, lastInstant],
])('%s by %d ms is %s', (at, ms, shifted) => {
  expect(shiftInstant(at, ms)).toBe(shifted)
})
