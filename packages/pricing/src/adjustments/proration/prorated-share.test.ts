import { describe, expect, it } from 'vitest'
import { prorate } from './prorate.js'
import { proratedShare } from './prorated-share.js'
import type { ProrationBasis } from './proration-basis.js'

const between = (from: string, to: string) => ({ from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` })
const october = between('2026-10-01', '2026-11-01')
const days: ProrationBasis = { by: 'day', zone: 'UTC' }

describe('proratedShare', () => {
  it.each<[string, { from: string; to: string }, ProrationBasis, string]>([
    ['17 days of 31', between('2026-10-15', '2026-11-01'), days, '17/31'],
    ['17 days of 31 by time', between('2026-10-15', '2026-11-01'), { by: 'time' }, '17/31'],
    ['a part that reaches beyond the period', between('2026-10-15', '2027-01-01'), days, '17/31'],
    ['a part that starts before the period', between('2026-09-01', '2026-10-02'), days, '1/31'],
    ['more than the period', between('2026-09-01', '2027-01-01'), days, '1'],
    ['a part beside the period', between('2026-12-01', '2027-01-01'), days, '0'],
    ['a part without length', between('2026-10-15', '2026-10-15'), days, '0'],
    ['the last day, included', between('2026-11-01', '2026-11-01'), { ...days, lastDay: 'included' }, '0.03125'],
  ])('%s', (_, part, basis, share) => {
    expect(proratedShare({ part, period: october, basis })).toBe(share)
  })

  it('counts a day of 25 hours as one of 31, or as 25 hours of 745', () => {
    const part = { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' }
    const period = { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }
    expect(proratedShare({ part, period, basis: { by: 'day', zone: 'Europe/Berlin' } })).toBe('1/31')
    expect(proratedShare({ part, period })).toBe('5/149')
  })

  it('has a rule for a period without length', () => {
    const empty = { part: october, period: between('2026-10-01', '2026-10-01') }
    expect(proratedShare({ ...empty, emptyPeriod: 'whole' })).toBe('1')
    expect(proratedShare({ ...empty, emptyPeriod: 'nothing' })).toBe('0')
    expect(() => proratedShare(empty)).toThrow(expect.objectContaining({ code: 'proration.invalid' }))
  })

  it('refuses a part that ends before it starts', () => {
    expect(() => proratedShare({ part: { from: october.to, to: october.from }, period: october })).toThrow(expect.objectContaining({ code: 'period.ends_before_start' }))
  })
})

describe('prorate', () => {
  it('is exact', () => {
    expect(prorate('100', { part: between('2026-10-01', '2026-10-11'), period: october })).toBe('1000/31')
  })
})
