import { expect, it } from 'vitest'
import { lastInstantOf } from './tax-point.js'

it.each([
  ['2027-01-01T00:00:00Z', '2026-12-31T23:59:59.999999Z'],
  ['2027-01-01T00:00:00.000001Z', '2027-01-01T00:00:00.000000Z'],
  ['2027-01-01T00:00:00.001000Z', '2027-01-01T00:00:00.000999Z'],
  ['2027-01-01T01:00:00+01:00', '2026-12-31T23:59:59.999999Z'],
])('the last instant before %s is %s', (to, last) => {
  expect(lastInstantOf({ from: '2026-01-01T00:00:00Z', to })).toBe(last)
})
