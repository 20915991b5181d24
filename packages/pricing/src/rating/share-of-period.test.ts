import { describe, expect, it } from 'vitest'
import { shareOfPeriod } from './share-of-period.js'

const at = (day: number, time = '00:00:00.000000') => `2026-10-${String(day).padStart(2, '0')}T${time}Z`
const october = { from: at(1), to: '2026-11-01T00:00:00.000000Z' }

describe('shareOfPeriod', () => {
  it.each([
    ['the whole', october, '1'],
    ['17 days of 31', { from: at(15), to: october.to }, '17/31'],
    ['half a day', { from: at(1), to: at(1, '12:00:00.000000') }, '1/62'],
    ['one microsecond', { from: at(1), to: at(1, '00:00:00.000001') }, '1/2678400000000'],
    ['below a millisecond at both ends', { from: at(1, '00:00:00.000999'), to: at(1, '00:00:00.001001') }, '1/1339200000000'],
  ])('%s', (_, interval, share) => {
    expect(shareOfPeriod(interval, october)).toBe(share)
  })

  it('counts before 1970 too', () => {
    const period = { from: '1969-12-31T23:59:59.999998Z', to: '1970-01-01T00:00:00.000002Z' }
    expect(shareOfPeriod({ from: period.from, to: '1969-12-31T23:59:59.999999Z' }, period)).toBe('0.25')
  })
})
