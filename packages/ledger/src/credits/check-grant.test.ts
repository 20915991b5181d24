import { failureOf, type FailureCode } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { checkGrant } from './check-grant.js'
import type { AmountGrant, CreditGrant, QuantityGrant } from './credit-grant.js'

const terms = {
  id: 'welcome',
  account: 'acme',
  kind: 'paid',
  priority: 10,
  createdAt: '2026-10-01T00:00:00.000000Z',
  effectiveAt: '2026-10-01T00:00:00.000000Z',
  expiresAt: '2027-01-01T00:00:00.000000Z',
  recurrence: { unit: 'month', count: 1, zone: 'Europe/Berlin', anchor: '2026-10-01' },
  rollover: { min: '0', max: '5' },
  scope: { meters: ['tokens'], categories: ['usage'], charges: ['tokens'] },
  restoredExpiry: 'P30D',
  costBasis: { amount: '0.8', currency: 'EUR' },
  voidedAt: '2026-12-01T00:00:00.000000Z',
  reason: 'top-up',
} as const satisfies Partial<CreditGrant>
const amount: AmountGrant = { ...terms, currency: 'EUR', amount: '50' }
const quantity: QuantityGrant = { ...terms, meter: 'tokens', quantity: '1000000' }

describe('checkGrant', () => {
  test('gives grants of money and of quantities in canonical form', () => {
    expect(checkGrant(amount)).toStrictEqual(amount)
    expect(checkGrant(quantity)).toStrictEqual(quantity)
    const loose = { ...amount, amount: '050.00', effectiveAt: '2026-10-01T02:00:00+02:00', rollover: { min: '00', max: '5.0' } } as const
    expect(checkGrant(loose as CreditGrant)).toStrictEqual(amount)
    const { id, account, priority, createdAt, effectiveAt } = terms
    const short: AmountGrant = { id, account, kind: 'promotional', priority, createdAt, effectiveAt, currency: 'JPY', amount: '1' }
    expect(checkGrant(short)).toStrictEqual(short)
  })

  const many = Array.from({ length: 1_001 }, (_, index) => `m${index}`)
  test.each<[what: string, change: object, code: FailureCode, field: string]>([
    ['an amount of zero', { amount: '0' }, 'credit.grant_invalid', 'grant.amount'],
    ['an amount below zero', { amount: '-5' }, 'credit.grant_invalid', 'grant.amount'],
    ['half a cent', { amount: '0.005' }, 'money.not_minor_units', 'amount'],
    ['a currency without minor units', { currency: 'XAU' }, 'money.no_minor_units', 'grant.currency'],
    ['an unknown currency', { currency: 'ABC' }, 'money.currency_unknown', 'grant.currency'],
    ['an amount that is no decimal', { amount: 'NaN' }, 'decimal.malformed', 'grant.amount'],
    ['money and a quantity', { quantity: '5' }, 'credit.grant_invalid', 'grant'],
    ['an unknown field', { owner: 'x' }, 'credit.grant_invalid', 'grant'],
    ['an expiry at its start', { expiresAt: terms.effectiveAt }, 'credit.grant_invalid', 'grant.expiresAt'],
    ['an expiry before its start', { expiresAt: '2026-09-01T00:00:00Z' }, 'credit.grant_invalid', 'grant.expiresAt'],
    ['a start that is no instant', { effectiveAt: '2026-10-01' }, 'time.malformed', 'grant.effectiveAt'],
    ['another kind', { kind: 'loan' }, 'credit.grant_invalid', 'grant.kind'],
    ['a priority below zero', { priority: -1 }, 'credit.grant_invalid', 'grant.priority'],
    ['a priority with a fraction', { priority: 1.5 }, 'credit.grant_invalid', 'grant.priority'],
    ['a priority that is text', { priority: '1' }, 'credit.grant_invalid', 'grant.priority'],
    ['a scope of nothing', { scope: { meters: [] } }, 'credit.grant_invalid', 'grant.scope'],
    ['an unknown scope', { scope: { plans: ['pro'] } }, 'credit.grant_invalid', 'grant.scope'],
    ['a scope that is a text', { scope: { meters: 'tokens' } }, 'credit.grant_invalid', 'grant.scope.meters'],
    ['an empty name in its scope', { scope: { meters: [''] } }, 'text.empty', 'grant.scope.meters[0]'],
    ['too long a scope', { scope: { meters: many } }, 'credit.grant_invalid', 'grant.scope'],
    ['a rollover upside down', { rollover: { min: '6', max: '5' } }, 'credit.grant_invalid', 'grant.rollover'],
    ['a rollover below zero', { rollover: { min: '-1' } }, 'credit.grant_invalid', 'grant.rollover.min'],
    ['a recurrence of no unit', { recurrence: { ...terms.recurrence, unit: 'moon' } }, 'period.invalid', 'grant.recurrence.unit'],
    ['an expiry of restored credit without a fixed length', { restoredExpiry: 'P1M' }, 'time.duration_invalid', 'grant.restoredExpiry'],
    ['a cost basis of credit that nobody paid for', { kind: 'promotional' }, 'credit.grant_invalid', 'grant.costBasis'],
    ['a cost basis below zero', { costBasis: { amount: '-1', currency: 'EUR' } }, 'credit.grant_invalid', 'grant.costBasis.amount'],
    ['an empty id', { id: '' }, 'text.empty', 'grant.id'],
    ['an id of 129 characters', { id: 'x'.repeat(129) }, 'text.too_long', 'grant.id'],
    ['a reason that is a novel', { reason: 'x'.repeat(1_001) }, 'text.too_long', 'grant.reason'],
  ])('refuses %s', (_, change, code, field) => {
    expect(refusal({ ...amount, ...change })).toMatchObject({ code, field })
  })

  test.each<[what: string, grant: unknown, field: string]>([
    ['nothing', null, 'grant'],
    ['a quantity of zero', { ...quantity, quantity: '0' }, 'grant.quantity'],
    ['a quantity with a currency', { ...quantity, currency: 'EUR' }, 'grant'],
    ['a scope that is a number', { ...quantity, scope: 7 }, 'grant.scope'],
  ])('refuses %s as a quantity', (_, grant, field) => {
    expect(refusal(grant)).toMatchObject({ code: 'credit.grant_invalid', field })
  })
})

function refusal(grant: unknown): unknown {
  try {
    return checkGrant(grant as CreditGrant)
  } catch (error) {
    return failureOf(error)
  }
}
