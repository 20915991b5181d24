import type { PaymentTerms } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { dueDateOf, overdueFrom } from './due-date.js'
import { issuableFrom } from './issuable-from.js'

/** Weekends and the German holidays of the turn of the year. */
const calendar = { name: 'DE', weekend: [6, 7], holidays: ['2026-12-25', '2026-12-26', '2027-01-01'] }
const zone = 'Europe/Berlin'

describe('dueDateOf', () => {
  it.each<[issued: string, terms: PaymentTerms, due: string]>([
    ['2026-11-02', { due: 'on_receipt' }, '2026-11-02'],
    ['2026-11-02', { due: 'net', days: 30 }, '2026-12-02'],
    ['2026-11-02', { due: 'net', days: 1, count: 'business' }, '2026-11-03'],
    ['2026-12-23', { due: 'net', days: 2, count: 'business' }, '2026-12-28'],
    ['2026-12-23', { due: 'net', days: 9 }, '2027-01-01'],
    ['2026-12-23', { due: 'net', days: 9, roll: 'following' }, '2027-01-04'],
    ['2026-12-23', { due: 'net', days: 9, roll: 'preceding' }, '2026-12-31'],
    ['2026-11-02', { due: 'end_of_month', months: 0 }, '2026-11-30'],
    ['2026-11-02', { due: 'end_of_month', months: 2 }, '2027-01-31'],
    ['2026-11-02', { due: 'end_of_month', months: 3 }, '2027-02-28'],
    ['2026-10-05', { due: 'end_of_month', months: 0, roll: 'following' }, '2026-11-02'],
    ['2026-10-05', { due: 'end_of_month', months: 0, roll: 'modified_following' }, '2026-10-30'],
    ['2026-11-02', { due: 'day_of_month', day: 15, months: 0 }, '2026-11-15'],
    ['2026-11-02', { due: 'day_of_month', day: 15, months: 0, roll: 'modified_following' }, '2026-11-16'],
    ['2026-11-15', { due: 'day_of_month', day: 15, months: 0 }, '2026-11-15'],
    ['2026-11-16', { due: 'day_of_month', day: 15, months: 0 }, '2026-12-15'],
    ['2026-11-16', { due: 'day_of_month', day: 15, months: 1 }, '2027-01-15'],
    ['2027-01-30', { due: 'day_of_month', day: 31, months: 1 }, '2027-02-28'],
    ['2027-12-02', { due: 'end_of_month', months: 2 }, '2028-02-29'],
  ])('issued on %s, %o: %s', (issued, terms, due) => {
    expect(dueDateOf({ terms, issuedAt: `${issued}T12:00:00Z`, zone, calendar })).toBe(due)
  })

  it('counts from the date in the zone of the account', () => {
    const issuedAt = '2026-11-30T23:30:00Z'
    expect(dueDateOf({ terms: { due: 'end_of_month', months: 0 }, issuedAt, zone })).toBe('2026-12-31')
    expect(dueDateOf({ terms: { due: 'end_of_month', months: 0 }, issuedAt, zone: 'UTC' })).toBe('2026-11-30')
  })

  it.each([
    ['no calendar where days are counted', { due: 'net', days: 1, count: 'business' }, undefined, 'invoice.due_date_invalid', 'calendar'],
    ['no calendar where dates roll', { due: 'on_receipt', roll: 'following' }, undefined, 'invoice.due_date_invalid', 'calendar'],
    ['a week without business days', { due: 'on_receipt', roll: 'following' }, { ...calendar, weekend: [1, 2, 3, 4, 5, 6, 7] }, 'invoice.due_date_invalid', 'calendar.weekend'],
    ['an eighth day', { due: 'on_receipt', roll: 'following' }, { ...calendar, weekend: [8] }, 'invoice.due_date_invalid', 'calendar.weekend'],
    ['a holiday that no year has', { due: 'on_receipt', roll: 'following' }, { ...calendar, holidays: ['2026-02-30'] }, 'time.impossible', 'calendar.holidays[0]'],
    ['terms that are none', { due: 'net', days: 0 }, calendar, 'account.invalid', 'terms.days'],
  ])('refuses %s', (_, terms, given, code, field) => {
    expect(refusalOf(() => dueDateOf({ terms: terms as PaymentTerms, issuedAt: '2026-11-02T12:00:00Z', zone, ...(given === undefined ? {} : { calendar: given }) }))).toEqual({ code, field })
  })
})

describe('what follows from it', () => {
  it('is overdue from midnight after the due date', () => {
    expect(overdueFrom('2026-10-24', zone)).toBe('2026-10-24T22:00:00.000000Z')
    expect(overdueFrom('2026-10-25', zone)).toBe('2026-10-25T23:00:00.000000Z')
  })

  it('is issued behind the grace of its period, by the clock of its zone', () => {
    const to = '2026-10-24T22:00:00.000000Z'
    expect(issuableFrom(to, { grace: 'P0D', zone })).toBe(to)
    expect(issuableFrom(to, { grace: 'P1DT2H', zone })).toBe('2026-10-26T01:00:00.000000Z')
    expect(refusalOf(() => issuableFrom(to, { grace: 'P1M', zone }))).toEqual({ code: 'time.duration_invalid', field: 'grace' })
  })
})
