import { describe, expect, test } from 'vitest'
import { checkInterval, clipInterval } from './interval.js'
import { codeOf } from './test/code-of.js'

const march = { from: '2026-03-01T00:00:00.000000Z', to: '2026-04-01T00:00:00.000000Z' }

describe('an interval', () => {
  test('becomes canonical', () => {
    expect(checkInterval({ from: '2026-03-01T01:00:00+01:00', to: '2026-04-01T00:00:00Z' })).toStrictEqual(march)
  })

  test.each([
    ['2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 'period.ends_before_start'],
    ['2026-03-01T00:00:00.000001Z', '2026-03-01T00:00:00Z', 'period.ends_before_start'],
    ['2026-03-01T00:00:00', '2026-04-01T00:00:00Z', 'time.zone_missing'],
    ['2026-03-01T00:00:00Z', 'later', 'time.malformed'],
  ])('from %s to %s is refused: %s', (from, to, code) => {
    expect(codeOf(() => checkInterval({ from, to }))).toBe(code)
    expect(codeOf(() => clipInterval({ from, to }, {}))).toBe(code)
  })
})

describe('clipped to bounds', () => {
  test.each([
    ['a later start', { from: '2026-03-10T00:00:00Z' }, { ...march, from: '2026-03-10T00:00:00.000000Z' }],
    ['an earlier end', { to: '2026-03-10T00:00:00Z' }, { ...march, to: '2026-03-10T00:00:00.000000Z' }],
    ['bounds inside', { from: '2026-03-10T00:00:00Z', to: '2026-03-11T00:00:00Z' }, { from: '2026-03-10T00:00:00.000000Z', to: '2026-03-11T00:00:00.000000Z' }],
    ['bounds outside', { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }, march],
    ['open bounds', {}, march],
    ['a start at its end', { from: march.to }, undefined],
    ['an end at its start', { to: march.from }, undefined],
  ])('%s', (_, bounds, clipped) => {
    expect(clipInterval(march, bounds)).toEqual(clipped)
  })

  test('a period keeps its number, and the given record stays as it is', () => {
    const period = Object.freeze({ ...march, index: 2 })
    expect(clipInterval(period, { to: '2026-03-10T00:00:00Z' })).toEqual({ from: march.from, to: '2026-03-10T00:00:00.000000Z', index: 2 })
  })
})
