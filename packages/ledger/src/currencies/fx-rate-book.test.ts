import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { fxSnapshotAt, type FxRateBook } from './fx-rate-book.js'

const day = (date: string) => `${date}T14:15:00.000000Z`
const rate = (base: string, quote: string, text: `${number}`, at: string) => ({ base, quote, rate: text, inverse: { rule: 'divide' } as const, at })
const book: FxRateBook = {
  provider: 'treasury',
  rates: [rate('EUR', 'USD', '1.09', day('2026-10-29')), rate('EUR', 'USD', '1.08', day('2026-10-28')), rate('EUR', 'USD', '1.07', day('2026-10-30')), rate('USD', 'CHF', '0.8', day('2026-10-01'))],
}

describe('fxSnapshotAt', () => {
  it.each([
    ['just before the first', '2026-10-28T14:14:59.999999Z', undefined],
    ['at the first', day('2026-10-28'), '1.08'],
    ['between two', '2026-10-30T14:14:59.999999Z', '1.09'],
    ['long after the last', '2027-01-01T00:00:00Z', '1.07'],
  ])('gives the latest rate that is not later: %s', (_, at, expected) => {
    const ask = () => fxSnapshotAt(book, { base: 'EUR', quote: 'USD', at })
    if (expected === undefined) expect(refusalOf(ask)).toEqual({ code: 'fx.rate_missing', field: 'EUR/USD' })
    else expect(ask()).toMatchObject({ rate: expected, provider: 'treasury', base: 'EUR', quote: 'USD' })
  })

  it.each([['USD', 'EUR'], ['EUR', 'CHF'], ['CHF', 'USD']])('makes no rate for %s/%s out of others', (base, quote) => {
    expect(refusalOf(() => fxSnapshotAt(book, { base, quote, at: '2027-01-01T00:00:00Z' }))).toEqual({ code: 'fx.rate_missing', field: `${base}/${quote}` })
  })

  it('refuses a rate that is too old, and takes one of exactly the age allowed', () => {
    const young = { ...book, maxAgeMs: 86_400_000 }
    expect(fxSnapshotAt(young, { base: 'EUR', quote: 'USD', at: day('2026-10-31') }).rate).toBe('1.07')
    expect(refusalOf(() => fxSnapshotAt(young, { base: 'EUR', quote: 'USD', at: '2026-10-31T14:15:00.000001Z' }))).toEqual({ code: 'fx.rate_missing', field: 'EUR/USD' })
  })

  it('refuses two rates of a pair at one instant, also behind the first, and too many', () => {
    const twice = { ...book, rates: [...book.rates, rate('EUR', 'USD', '1.5', day('2026-10-30'))] }
    expect(refusalOf(() => fxSnapshotAt(twice, { base: 'EUR', quote: 'USD', at: day('2026-10-30') }))).toEqual({ code: 'fx.rates_invalid', field: 'rates[4]' })
    const full = { ...book, rates: Array.from({ length: 100_001 }, () => rate('EUR', 'USD', '1', day('2026-10-30'))) }
    expect(refusalOf(() => fxSnapshotAt(full, { base: 'EUR', quote: 'USD', at: day('2026-10-30') }))).toEqual({ code: 'fx.rates_invalid', field: 'rates' })
  })
})
