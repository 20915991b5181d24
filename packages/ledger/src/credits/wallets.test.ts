import { expect, test } from 'vitest'
import { costOfCredit } from './cost-of-credit.js'
import type { AmountGrant, QuantityGrant } from './credit-grant.js'
import { walletsOf } from './wallets.js'

const terms = { id: 'g', account: 'acme', kind: 'paid', priority: 1, createdAt: '2026-10-01T00:00:00.000000Z', effectiveAt: '2026-10-01T00:00:00.000000Z' } as const
const amount: AmountGrant = { ...terms, currency: 'EUR', amount: '100' }
const quantity: QuantityGrant = { ...terms, meter: 'tokens', quantity: '100' }

test('wallets are by currency and by meter, and are never summed across', () => {
  const credits = [
    { grant: { ...amount, currency: 'USD' }, remaining: '7' },
    { grant: amount, remaining: '10.5' },
    { grant: { ...amount, kind: 'promotional' }, remaining: '0.5' },
    { grant: quantity, remaining: '3' },
    { grant: { ...quantity, kind: 'promotional' }, remaining: '4' },
    { grant: { ...quantity, meter: 'calls' }, remaining: '0' },
  ] as const
  expect(walletsOf(credits)).toEqual({
    amounts: [
      { currency: 'EUR', promotional: '0.5', paid: '10.5', total: '11' },
      { currency: 'USD', promotional: '0', paid: '7', total: '7' },
    ],
    quantities: [{ meter: 'calls', quantity: '0' }, { meter: 'tokens', quantity: '7' }],
  })
  expect(walletsOf([])).toEqual({ amounts: [], quantities: [] })
})

test('paid credit costs what it was bought for, exactly', () => {
  expect(costOfCredit({ costBasis: { amount: '0.0123', currency: 'USD' } }, '30')).toEqual({ amount: '0.369', currency: 'USD' })
  expect(() => costOfCredit({}, '30')).toThrow('costBasis')
})
