import type { PeriodUnit } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { billedCycles } from './billed-cycles.js'
import { stubShare, type Stub } from './stub-share.js'

const at = (date: string) => `${date}T00:00:00.000000Z`
const utcDays = { by: 'day', zone: 'UTC' } as const

function shares(from: string, to: string | undefined, dueAt: string, [unit, anchorDay]: readonly [PeriodUnit, number]) {
  const grid = { unit, count: 1, zone: 'UTC', anchor: from, anchorDay }
  const time = { from: at(from), ...(to === undefined ? {} : { to: at(to) }), dueAt: at(dueAt), grid }
  return billedCycles(time).map(({ kind, share }) => `${kind} ${share}`)
}

describe('billedCycles', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a whole cycle', shares('2026-02-10', undefined, '2026-02-10', ['month', 10]), ['whole 1']],
    ['the next one on its first day', shares('2026-02-10', undefined, '2026-03-10', ['month', 10]), ['whole 1', 'whole 1']],
    ['a stub first, against the month before the 13th', shares('2026-02-01', undefined, '2026-02-13', ['month', 13]), ['leading_stub 12/31', 'whole 1']],
    ['a stub last, against the month after the 17th', shares('2026-06-17', '2026-07-25', '2026-07-17', ['month', 17]), ['whole 1', 'trailing_stub 8/31']],
    ['no stub last before it is due', shares('2026-06-17', '2026-07-25', '2026-07-16', ['month', 17]), ['whole 1']],
    ['both', shares('2026-01-01', '2026-04-27', '2026-05-01', ['quarter', 15]), ['leading_stub 7/46', 'whole 1', 'trailing_stub 12/91']],
    ['an end before the first billing day', shares('2026-02-01', '2026-02-08', '2026-04-01', ['month', 13]), ['leading_stub 7/31']],
    ['nothing before the start', shares('2026-02-10', undefined, '2026-02-09', ['month', 10]), []],
  ])('%s', (_, billed, expected) => {
    expect(billed).toEqual(expected)
  })

  it('tiles the time that it bills', () => {
    const grid = { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-01-31' } as const
    const cycles = billedCycles({ from: '2026-01-15T12:00:00Z', to: '2026-05-02T08:00:00Z', dueAt: '2026-12-31T00:00:00Z', grid })
    expect(cycles.map((cycle) => cycle.from)).toEqual(['2026-01-15T12:00:00.000000Z', ...cycles.slice(0, -1).map((cycle) => cycle.to)])
    expect(cycles.at(-1)?.to).toBe('2026-05-02T08:00:00.000000Z')
  })
})

describe('stubShare', () => {
  const share = (from: string, to: string, edge: Stub['edge'], basis: Stub['basis'] = utcDays, unit: PeriodUnit = 'month') =>
    stubShare({ stub: { from: at(from), to: at(to) }, edge, cycle: { unit, count: 1 }, basis })
  const of30 = { by: 'fixed_month', zone: 'UTC', days: 30 } as const

  it.each<[string, string, string]>([
    ['against the cycle after', share('2023-02-23', '2023-03-15', 'after_boundary'), '5/7'],
    ['against the cycle before', share('2023-05-20', '2023-06-30', 'before_boundary'), '41/31'],
    ['against the cycle before, clamped', share('2023-03-15', '2023-03-31', 'before_boundary'), '16/31'],
    ['months of 30 days', share('2023-02-23', '2023-03-15', 'before_boundary', of30), '11/15'],
    ['quarters of 90 days', share('2023-02-23', '2023-03-15', 'before_boundary', of30, 'quarter'), '11/45'],
    ['weeks have no months', share('2023-02-23', '2023-02-24', 'before_boundary', of30, 'week'), '1/7'],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected)
  })
  it('refuses months of other than 28 to 31 days', () => {
    expect(() => share('2023-02-23', '2023-03-15', 'before_boundary', { ...of30, days: 0 })).toThrow(expect.objectContaining({ code: 'proration.invalid' }))
  })
})
