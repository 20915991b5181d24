import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { HourlyPrice } from './hourly.js'
import { ratePrice } from './rate-price.js'

const support: HourlyPrice = { model: 'hourly', rate: '60', rates: { senior: '120' }, minimumMinutes: '15', incrementMinutes: '6' }

describe('hourly', () => {
  it.each([
    // minutes, minutes billed at 1 a minute
    ['0', '0'],
    ['1', '18'],
    ['15', '18'],
    ['18', '18'],
    ['18.5', '24'],
    ['60', '60'],
  ] as const)('%s minutes are billed as %s', (minutes, amount) => {
    expect(ratePrice(support, { quantity: minutes, entries: [{ minutes }] }).amount).toBe(amount)
  })

  it('counts exactly without minimum and increment', () => {
    expect(ratePrice({ model: 'hourly', rate: '100' }, { quantity: '1', entries: [{ minutes: '1' }] }).amount).toBe('5/3')
  })

  it('has a part for each rate that is used, and rounds each entry', () => {
    const entries = [{ minutes: '10', userType: 'senior' }, { minutes: '10' }, { minutes: '20', userType: 'junior' }, { minutes: '1', userType: 'senior' }] as const
    expect(ratePrice(support, { quantity: '41', entries })).toEqual({
      amount: '114',
      parts: [
        { label: 'Hours', quantity: '30', counted: '0.7', unit: '60', flat: '0', amount: '42' },
        { label: 'Hours: senior', quantity: '11', counted: '0.6', unit: '120', flat: '0', amount: '72' },
      ],
    })
  })

  it('costs nothing without entries', () => {
    expect(ratePrice(support, { quantity: '0', entries: [] })).toMatchObject({ amount: '0', parts: [{ label: 'Hours', quantity: '0' }] })
  })

  it('asks for entries, and refuses negative ones', () => {
    expect(() => ratePrice(support, '60')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'entries' }))
    expect(() => ratePrice(support, { quantity: '-1', entries: [{ minutes: '-1' }] })).toThrow(
      expect.objectContaining({ code: 'price.quantity_negative', field: 'entries[0].minutes' }),
    )
  })

  it.each([
    ['an increment of 0', { incrementMinutes: '0' }, 'price.invalid', 'price.incrementMinutes'],
    ['a negative minimum', { minimumMinutes: '-1' }, 'price.invalid', 'price.minimumMinutes'],
    ['a user type without a name', { rates: { '': '1' } }, 'text.empty', 'price.rates.'],
  ])('refuses %s', (_, change, code, field) => {
    expect(() => checkPrice({ ...support, ...change }, 'price')).toThrow(expect.objectContaining({ code, field }))
  })
})
