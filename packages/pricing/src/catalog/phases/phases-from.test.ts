import { describe, expect, it } from 'vitest'
import type { Phase } from './phase.js'
import { phasesFrom } from './phases-from.js'

const grid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-10-01' } as const
const ends = (start: string, ...lasts: readonly Phase['lasts'][]) =>
  phasesFrom(lasts.map((length, index) => ({ name: `p${index}`, lasts: length })), start, grid).map(({ to }) => to)

describe('phasesFrom', () => {
  it.each<[string, string, readonly Phase['lasts'][], readonly string[]]>([
    ['14 days, over a change of clocks', '2026-10-20T10:00:00.000000Z', [{ unit: 'day', count: 14 }], ['2026-11-03T11:00:00.000000Z']],
    ['one period, of which a part is left', '2026-10-20T10:00:00.000000Z', [{ periods: 1 }], ['2026-10-31T23:00:00.000000Z']],
    ['two periods from a boundary', '2026-09-30T22:00:00.000000Z', [{ periods: 2 }], ['2026-11-30T23:00:00.000000Z']],
    ['a trial of days, then periods', '2026-10-20T10:00:00.000000Z', [{ unit: 'day', count: 7 }, { periods: 1 }], ['2026-10-27T11:00:00.000000Z', '2026-10-31T23:00:00.000000Z']],
    ['months from the 31st spring back', '2026-12-30T23:00:00.000000Z', [{ unit: 'month', count: 2 }, { unit: 'month', count: 1 }], ['2027-02-27T23:00:00.000000Z', '2027-03-30T22:00:00.000000Z']],
    ['a quarter after days counts from their end', '2026-12-30T23:00:00.000000Z', [{ unit: 'day', count: 1 }, { unit: 'quarter', count: 1 }], ['2026-12-31T23:00:00.000000Z', '2027-03-31T22:00:00.000000Z']],
    ['a hundred years of months', '2026-12-31T23:00:00.000000Z', [{ unit: 'year', count: 100 }], ['2126-12-31T23:00:00.000000Z']],
  ])('%s', (_, start, lasts, expected) => {
    expect(ends(start, ...lasts)).toEqual(expected)
  })

  it('has each phase begin where the one before ends', () => {
    const phases = phasesFrom([{ name: 'a', lasts: { periods: 1 } }, { name: 'b', lasts: { unit: 'week', count: 1 } }], '2026-10-05T00:00:00.000000Z', grid)
    expect(phases.map(({ from }) => from)).toEqual(['2026-10-05T00:00:00.000000Z', phases[0]?.to])
  })
})
