import { addAll, addAllMoney, addMoney, allocate, divide, isFarthingError, multiply, parseDecimal, parseExact, round, toMinorUnits, type Allocation, type Decimal, type Exact, type Money } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { proratedShare } from '../adjustments/proration/prorated-share.js'
import { checkCatalog } from '../catalog/check-catalog.js'
import { plan } from '../catalog/plan.js'
import { flat, graduated, perUnit } from '../catalog/price-constructors.js'
import { checkPrice } from '../models/check-price.js'
import { ratePrice } from '../models/rate-price.js'
import type { Contract } from '../rating/contract.js'
import { rate, type RatingInput } from '../rating/rate.js'
import { october2026, used } from '../rating/test/october.js'
import { assertCommitmentsHold, assertCurrenciesKept, assertNumericGate, assertPricesGated, assertSlicesAllocate, type CurrencyRules, type NumericEntry, type PeriodRater } from './index.js'

const text = (value: unknown) => value as Decimal

describe('R-NUMERICGATE', () => {
  it.each<[string, NumericEntry, boolean?]>([
    ['parseDecimal', (value) => parseDecimal(text(value))],
    ['parseExact', (value) => parseExact(text(value))],
    ['a fee', (value) => flat(text(value))],
    ['a unit price', (value) => perUnit('m', text(value))],
    ['a size of blocks', (value) => perUnit('m', '1', { per: text(value) })],
    ['a tier bound', (value) => graduated('m', [{ upTo: text(value), unit: '1' }, { unit: '2' }])],
    ['a cap in a plan', (value) => plan({ currency: 'EUR', every: 'month' }, { m: { price: { model: 'graduated', tiers: [{ unit: '1', cap: text(value) }] }, meter: 'm' } })],
    ['a quantity to price', (value) => ratePrice({ model: 'per_unit', unit: '1' }, { quantity: text(value) }), true],
    ['usage to rate', (value) => rate(october2026({ facts: { usage: [used('1', { quantity: text(value), state: text(value) })] } })).charges, true],
  ])('%s', (_, entry, computed = false) => {
    assertNumericGate(entry, { computed })
  })

  it('every number in a price of any model', () => {
    assertPricesGated(checkPrice)
  })

  it.each<[string, NumericEntry]>([
    ['a cast', (value) => value],
    ['a conversion', (value) => checked(Number(value), value)],
    ['an expression that lets exponents in', (value) => refuse(!/^-?[0-9.]+(e-?[0-9]+)?$/.test(String(value)), value)],
    ['an expression that lets other digits in', (value) => refuse(!/^-?\p{Nd}+(\.\p{Nd}+)?$/u.test(String(value)) || String(value).length > 40, value)],
    ['no bound of digits', (value) => refuse(typeof value !== 'string' || !/^-?[0-9]+(\.[0-9]+)?$/.test(value), value)],
    ['minus zero', (value) => (value === '-0' ? value : parseDecimal(text(value)))],
    ['everything refused', (value) => refuse(true, value)],
    ['an error without a type', (value) => {
      if (!/^[0-9.]+$/.test(String(value))) throw new TypeError('no number')
      return parseDecimal(text(value))
    }],
  ])('catches %s', (_, entry) => {
    expect(() => assertNumericGate(entry)).toThrow(/Property failed|R-NUMERICGATE/)
  })

  it('catches a price with a number that is not read, and a refusal in the wrong place', () => {
    const careless = (price: unknown, field: string) => {
      const { amount: _, ...others } = price as { readonly amount?: unknown }
      return checkPrice('amount' in (price as object) ? { ...others, amount: '1' } : price, field)
    }
    expect(() => assertPricesGated(careless)).toThrow('Property failed')
    expect(() => assertPricesGated((price) => checkPrice(price, 'other'))).toThrow('Property failed')
  })

  function refuse(refused: boolean, value: unknown): unknown {
    return refused ? parseDecimal('x') : value
  }

  function checked(number: number, value: unknown): unknown {
    return refuse(Number.isNaN(number), value)
  }
})

describe('R-CCY', () => {
  const rules: CurrencyRules = { rate, check: checkCatalog, add: addMoney, addAll: addAllMoney, toMinorUnits }

  it('currencies are kept apart', () => {
    assertCurrenciesKept(rules)
  })

  it.each<[string, Partial<CurrencyRules>]>([
    ['a charge in another currency', { rate: (input) => changedCurrency(rate(input)) }],
    ['a sum that takes the first currency', { add: (a, b) => addMoney(a, { ...b, currency: a.currency }) }],
    ['a sum of all that takes the one asked for', { addAll: (amounts, currency) => addAllMoney(amounts.map(({ amount }) => ({ amount, currency })), currency) }],
    ['a book of another currency', { check: (catalog) => checkCatalog(inOneCurrency(catalog)) }],
    ['cents that are cut off', { toMinorUnits: (money) => toMinorUnits({ ...money, amount: round(money.amount, { mode: 'down', exponent: 0 }) }) }],
    ['two digits for every currency', { toMinorUnits: (money) => hundredths(money) }],
  ])('catches %s', (_, mistake) => {
    expect(() => assertCurrenciesKept({ ...rules, ...mistake })).toThrow('Property failed')
  })

  function changedCurrency(rated: ReturnType<typeof rate>): ReturnType<typeof rate> {
    return { ...rated, charges: rated.charges.map((charge, index) => (index === 0 ? { ...charge, currency: 'XTS' } : charge)) }
  }

  function inOneCurrency(catalog: unknown): unknown {
    const { priceBooks, plans, ...others } = catalog as { readonly priceBooks: { readonly book: object }; readonly plans: { readonly pro: { readonly currency: string } } }
    return { ...others, plans, priceBooks: { book: { ...priceBooks.book, currency: plans.pro.currency } } }
  }

  function hundredths({ amount }: Money): string {
    try {
      return toMinorUnits({ amount, currency: 'EUR' })
    } catch (error) {
      if (!isFarthingError(error)) throw error
      return toMinorUnits({ amount, currency: 'JPY' })
    }
  }
})

describe('R-ZERO for commitments', () => {
  it('a minimum and a cap hold', () => {
    assertCommitmentsHold(rate)
  })

  it.each<[string, PeriodRater]>([
    ['a program that is not run', (input) => rate({ ...input, contract: withoutProgram(input.contract) })],
    ['a minimum that is added to what is used', (input) => doubled(input, 'minimum-commitment@1')],
    ['a cap that always applies', (input) => doubled(input, 'cap-total@1')],
  ])('catches %s', (_, mistaken) => {
    expect(() => assertCommitmentsHold(mistaken)).toThrow('Property failed')
  })

  function withoutProgram({ program: _, ...contract }: Contract): Contract {
    return contract
  }

  /** Every charge under a stage costs twice as much. */
  function doubled(input: RatingInput, use: string): ReturnType<PeriodRater> {
    const rated = rate(input)
    const isUsed = input.contract.program?.stages.some((stage) => stage.use === use) === true
    return isUsed ? { ...rated, charges: rated.charges.map((charge) => ({ ...charge, amount: multiply(charge.amount, '2') })) } : rated
  }
})

describe('R-ALLOC and R-PRORATE in minor units', () => {
  const shareOf = proratedShare

  it('slices of a period sum to its price', () => {
    assertSlicesAllocate({ shareOf, allocate })
  })

  const exactOf = ({ total, shares }: Allocation, weight: Exact): Exact => divide(multiply(total, weight), addAll(shares.map((share) => share.weight)))

  it.each<[string, (allocation: Allocation) => ReturnType<typeof allocate>]>([
    ['slices rounded one by one', (allocation) => allocation.shares.map(({ key, weight }) => ({ key, amount: round(exactOf(allocation, weight), { mode: 'half-even', exponent: allocation.exponent }) }))],
    ['the rest to the first', (allocation) => allocate({ ...allocation, shares: allocation.shares.map((share, index) => (index === 0 ? share : { ...share, weight: '0' as const })) })],
    ['ties by place', (allocation) => renamed(allocation, allocate({ ...allocation, shares: allocation.shares.map((share, index) => ({ ...share, key: String(index).padStart(3, '0') })) }))],
    ['a lost slice', (allocation) => allocate(allocation).slice(0, 2)],
  ])('catches %s', (_, mistaken) => {
    expect(() => assertSlicesAllocate({ shareOf, allocate: mistaken })).toThrow('Property failed')
  })

  function renamed({ shares }: Allocation, parts: ReturnType<typeof allocate>): ReturnType<typeof allocate> {
    return parts.map(({ amount }, index) => ({ key: shares[index]?.key ?? '', amount }))
  }
})
