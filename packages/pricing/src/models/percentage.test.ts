import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import type { PercentagePrice } from './percentage-price.js'
import { ratePrice } from './rate-price.js'
import { settleTransactions } from './settle-transactions.js'

/** 2 % and 0.30 a transaction. */
const card: PercentagePrice = { model: 'percentage', rate: '2', fixed: '0.3' }

const costs = (price: PercentagePrice, ...transactions: readonly Decimal[]) => settleTransactions(price, transactions).map(({ amount }) => amount)

describe('percentage', () => {
  it.each([
    ['nothing free', card, ['2.3', '0.5', '0.3']],
    ['one transaction free', { ...card, freeTransactions: 1 }, ['0', '0.5', '0.3']],
    ['100 free, reached exactly by the first, which pays the fee', { ...card, freeAmount: '100' }, ['0.3', '0.5', '0.3']],
    ['105 free, reached inside the second', { ...card, freeAmount: '105' }, ['0', '0.4', '0.3']],
    ['two transactions and 105 free: both must allow', { ...card, freeTransactions: 2, freeAmount: '105' }, ['0', '0.4', '0.3']],
    ['one transaction and 105 free: both must allow', { ...card, freeTransactions: 1, freeAmount: '105' }, ['0', '0.5', '0.3']],
    ['everything free', { ...card, freeAmount: '1000' }, ['0', '0', '0']],
    ['at least 0.40', { ...card, minimum: '0.4' }, ['2.3', '0.5', '0.4']],
    ['at most 2', { ...card, maximum: '2' }, ['2', '0.5', '0.3']],
    ['one free, then at least 0.60: what is free pays no minimum', { ...card, freeTransactions: 1, minimum: '0.6' }, ['0', '0.6', '0.6']],
    ['105 free, then at least 0.35: allowances end with the one that reaches it', { ...card, freeAmount: '105', minimum: '0.35' }, ['0', '0.4', '0.35']],
  ] as const)('100, 10 and 0, %s', (_, price, amounts) => {
    expect(costs(price, '100', '10', '0')).toEqual(amounts)
  })

  it('sums transactions into parts', () => {
    const price: PercentagePrice = { ...card, freeAmount: '105', minimum: '0.35', maximum: '2' }
    expect(ratePrice(price, { quantity: '1120', transactions: ['100', '10', '1000', '10'] })).toEqual({
      amount: '2.9',
      parts: [
        { label: 'Free', quantity: '105', counted: '1', unit: '0', flat: '0', amount: '0' },
        { label: 'Percentage', quantity: '15', unit: '0.02', flat: '0', amount: '0.3' },
        { label: 'Per transaction', quantity: '0', counted: '2', unit: '0.3', flat: '0', amount: '0.6' },
        { label: 'Maximum per transaction', quantity: '1000', counted: '1', unit: '2', flat: '0', amount: '2' },
      ],
    })
  })

  it('costs nothing without transactions', () => {
    expect(ratePrice(card, { quantity: '0', transactions: [] })).toEqual({
      amount: '0',
      parts: [{ label: 'Percentage', quantity: '0', unit: '0.02', flat: '0', amount: '0' }],
    })
  })

  it('asks for transactions, and refuses negative ones', () => {
    expect(() => ratePrice(card, '100')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'transactions' }))
    expect(() => costs(card, '100', '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative', field: 'transactions[1]' }))
  })

  it.each([
    ['a minimum above the maximum', { minimum: '2', maximum: '1' }, 'price.invalid', 'price.minimum'],
    ['half a free transaction', { freeTransactions: 0.5 }, 'catalog.malformed', 'price.freeTransactions'],
    ['a free count as text', { freeTransactions: '3' }, 'catalog.malformed', 'price.freeTransactions'],
    ['a negative free amount', { freeAmount: '-1' }, 'price.invalid', 'price.freeAmount'],
  ])('refuses %s', (_, change, code, field) => {
    expect(() => checkPrice({ ...card, ...change }, 'price')).toThrow(expect.objectContaining({ code, field }))
  })
})
