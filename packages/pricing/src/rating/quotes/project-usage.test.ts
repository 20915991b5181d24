import { describe, expect, it } from 'vitest'
import { projectUsage } from './project-usage.js'

describe('projectUsage', () => {
  const period = { from: '2026-06-01T00:00:00.000000Z', to: '2026-07-01T00:00:00.000000Z' }

  it.each([
    ['2026-06-16T00:00:00.000000Z', '150', 'linear'],
    ['2026-06-08T00:00:00.000000Z', '2250/7', 'linear'],
    ['2026-07-01T00:00:00.000000Z', '75', 'measured'],
  ] as const)('75 units until %s make %s', (at, quantity, method) => {
    expect(projectUsage('75', { at, period })).toEqual({ quantity, method })
  })

  it('has no trend at the start', () => {
    expect(() => projectUsage('75', { at: period.from, period })).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'at' }))
  })
})
