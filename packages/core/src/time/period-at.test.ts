import { expect, test } from 'vitest'
import { findPeriod } from './find-period.js'
import { periodAt } from './period-at.js'

test('a month in Berlin starts at local midnight, also across the clock change', () => {
  const grid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-01' } as const
  expect(periodAt(grid, '2026-10-31T22:59:59.999999Z')).toEqual({ from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z', index: 9 })
  expect(findPeriod(grid, '2026-10').index).toBe(9)
})
