import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { applyPayment } from './apply-payment.js'
import { postAdminCredit, postCreditBurn, postCreditExpiry, postCreditGrant, postCreditRestoration, postPrepayment } from './credit-postings.js'
import { postChargeback, postDisputeLost, postDisputeOpened, postDisputeWon } from './dispute-postings.js'
import { postAdjustment } from './post-adjustment.js'
import { postConversion } from './post-conversion.js'
import { postCreditNote } from './post-credit-note.js'
import { postOpeningBalance } from './post-opening-balance.js'
import { postPayment } from './post-payment.js'
import { postRecognition } from './post-recognition.js'
import { postRevaluation } from './post-revaluation.js'
import { postRefundSent, postRefundSettled } from './refund-postings.js'
import { postWriteOff } from './post-write-off.js'
import { returnCredit } from './return-credit.js'
import type { SettlementPart } from './settlement-part.js'

const origin = { tenant: 'default', key: 'k', reference: 'r', bookedAt: '2026-11-02T00:00:00Z', account: 'acme', provider: 'stripe' }
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const part = (amount: `${number}`, currency = 'EUR'): SettlementPart => ({ to: 'document', account: 'acme', item: 'inv-1', amount: { amount, currency } })
const credit = { ...origin, grant: 'g', document: 'inv-1', reason: 'goodwill', kind: 'paid' } as const
const toProvider = { to: 'provider', provider: 'stripe' } as const

describe('a posting', () => {
  it.each<readonly [string, (amount: ReturnType<typeof eur>) => unknown]>([
    ['a payment', (amount) => postPayment({ ...origin, amount, parts: [] })],
    ['a prepayment', (amount) => postPrepayment({ ...credit, amount })],
    ['a grant', (amount) => postCreditGrant({ ...credit, amount })],
    ['an admin credit', (amount) => postAdminCredit({ ...credit, amount })],
    ['a burn-down', (amount) => postCreditBurn({ ...credit, amount })],
    ['a restoration', (amount) => postCreditRestoration({ ...credit, amount })],
    ['an expiry', (amount) => postCreditExpiry({ ...credit, amount })],
    ['a return of credit', (amount) => returnCredit({ ...credit, amount })],
    ['a recognition', (amount) => postRecognition({ ...credit, amount })],
    ['a refund', (amount) => postRefundSent({ ...origin, amount, parts: [], destination: toProvider })],
    ['a settled refund', (amount) => postRefundSettled({ ...origin, amount })],
    ['a dispute', (amount) => postDisputeOpened({ ...origin, amount })],
    ['a dispute that is won', (amount) => postDisputeWon({ ...origin, amount })],
    ['a dispute that is lost', (amount) => postDisputeLost({ ...origin, amount, parts: [] })],
    ['a chargeback', (amount) => postChargeback({ ...origin, amount, parts: [] })],
    ['a write-off', (amount) => postWriteOff({ ...credit, amount })],
    ['an opening balance', (amount) => postOpeningBalance({ ...origin, takenOver: { account: 'acme', item: 'old-1' }, amount })],
    ['opening credit', (amount) => postOpeningBalance({ ...origin, takenOver: { allowance: 'credit' }, amount })],
  ])('refuses %s of nothing, of less, of a fraction of a cent, and in a unit that nothing is paid in', (_, postIt) => {
    expect(failureTextOf(() => postIt(eur('0')))).toBe('ledger.amount_invalid amount')
    expect(failureTextOf(() => postIt(eur('-1')))).toBe('ledger.amount_invalid amount')
    expect(failureTextOf(() => postIt(eur('0.001')))).toBe('money.not_minor_units amount')
    expect(failureTextOf(() => postIt({ amount: '1', currency: 'XAU' }))).toBe('money.no_minor_units currency')
  })

  it.each<readonly [string, () => unknown, string]>([
    ['parts above a payment', () => postPayment({ ...origin, amount: eur('10'), parts: [part('6'), part('5')] }), 'ledger.amount_invalid parts'],
    ['a part in another currency', () => postPayment({ ...origin, amount: eur('10'), parts: [part('6', 'USD')] }), 'money.currency_mismatch currency'],
    ['a part of nothing', () => postPayment({ ...origin, amount: eur('10'), parts: [part('6'), part('0')] }), 'ledger.amount_invalid parts[1].amount'],
    ['a negative part', () => applyPayment({ ...origin, currency: 'EUR', parts: [part('-1')] }), 'ledger.amount_invalid parts[0].amount'],
    ['an application of nothing', () => applyPayment({ ...origin, currency: 'EUR', parts: [] }), 'ledger.unbalanced entries'],
    ['a refund of more than its parts', () => postRefundSent({ ...origin, amount: eur('8'), parts: [part('7')], destination: toProvider }), 'ledger.amount_invalid parts'],
    ['a lost dispute of less than its parts', () => postDisputeLost({ ...origin, amount: eur('8'), parts: [part('9')] }), 'ledger.amount_invalid parts'],
    ['a chargeback without parts', () => postChargeback({ ...origin, amount: eur('8'), parts: [] }), 'ledger.amount_invalid parts'],
    ['an adjustment of nothing', () => postAdjustment({ ...origin, item: 'a', reason: 'x', amount: eur('0') }), 'ledger.amount_invalid amount'],
    ['a conversion into the same currency', () => postConversion({ ...origin, debit: { account: { role: 'cash', routing: 'a' }, amount: eur('1') }, credit: { account: { role: 'cash', routing: 'b' }, amount: eur('1') } }), 'money.currency_mismatch credit.amount'],
    ['a revaluation without a rate', () => postRevaluation({ ...origin, base: 'EUR', positions: [{ currency: 'USD', amountMinor: '1' }], rates: {} }), 'ledger.rate_missing rates.USD'],
    ['a rate by the name of the language', () => postRevaluation({ ...origin, base: 'EUR', positions: [{ currency: 'toString', amountMinor: '1' }], rates: {} }), 'money.currency_unknown currency'],
    ['a credit note whose parts are not its total', () => postCreditNote({ ...origin, document: { item: 'i', account: 'acme', currency: 'EUR', total: '5', revenue: [{ amount: '4' }] } }), 'ledger.unbalanced total'],
  ])('refuses %s', (_, postIt, code) => {
    expect(failureTextOf(postIt)).toBe(code)
  })

  it('is none where nothing changes', () => {
    expect(postCreditNote({ ...origin, document: { item: 'i', account: 'acme', currency: 'EUR', total: '0', revenue: [] } })).toBeUndefined()
    expect(postRevaluation({ ...origin, base: 'EUR', positions: [{ currency: 'EUR', amountMinor: '95' }, { currency: 'USD', amountMinor: '-100' }], rates: { USD: '0.95' } })).toBeUndefined()
  })

  it('keeps to closed books (C-CLOSED)', () => {
    const closed = { periods: { closedThrough: '2026-11-02' } }
    expect(failureTextOf(() => postPayment({ ...origin, amount: eur('10'), parts: [] }, closed))).toBe('ledger.period_closed accountingDate')
    expect(postPayment({ ...origin, accountingDate: '2026-11-03', amount: eur('10'), parts: [] }, closed).accountingDate).toBe('2026-11-03')
  })

  it('books a loss on rates: 16,000 JPY bought for 100 EUR are worth 96', () => {
    const posted = postRevaluation({ ...origin, base: 'EUR', positions: [{ currency: 'EUR', amountMinor: '10000' }, { currency: 'JPY', amountMinor: '-16000' }], rates: { JPY: '0.006' } })
    expect(posted?.entries.map(({ account, amountMinor }) => [account.role, amountMinor])).toEqual([['fx_position', '-400'], ['fx_result', '400']])
  })
})

describe('paid credit that is not used', () => {
  const entriesOf = ({ entries }: LedgerTransaction) => entries.map(({ account: { role, account, routing }, amountMinor, item }) => [role, account ?? routing, amountMinor, item])

  it.each([
    ['lapses into revenue, where it was bought', postCreditExpiry({ ...credit, amount: eur('35') }), 'credit_expired', ['revenue', 'breakage', '-3500', undefined]],
    ['takes its allowance back, where it was given', postCreditExpiry({ ...credit, allowance: 'credit', amount: eur('35') }), 'credit_expired', ['allowances', 'credit', '-3500', undefined]],
    ['is unapplied cash of its payment again, where it is void', returnCredit({ ...credit, amount: eur('35') }), 'payment_applied', ['unapplied_cash', 'acme', '-3500', 'r']],
  ] as const)('%s', (_, posting, kind, to) => {
    expect(posting.kind).toBe(kind)
    expect(entriesOf(posting)).toEqual([['customer_credit', 'acme', '3500', 'g'], to])
  })
})
