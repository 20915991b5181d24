import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { balanceOf } from '../../book/balances/balance-of.js'
import { advanceRefund, refundMoves } from './advance-refund.js'
import { beginSending } from './begin-sending.js'
import { findLostRefunds } from './find-lost-refunds.js'
import { refundOutcome, refundStatus, type Refund, type RefundStatus, type RefundStep } from './refund.js'
import { refundTransactions } from './refund-transactions.js'
import { refundableOf } from './refundable-of.js'
import { requestRefund, type RequestRefund } from './request-refund.js'

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000000Z`
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const part = (amount: `${number}`) => ({ to: 'document', account: 'acme', item: 'inv-1', amount: eur(amount) }) as const
const paid = { payment: 'p1', amount: eur('50') }
const asked = (amount: `${number}`, about: Partial<RequestRefund> = {}): RequestRefund => ({
  id: 'r1', tenant: 'default', account: 'acme', provider: 'stripe', amount: eur(amount), parts: [part(amount)], mode: 'provider', reason: 'goodwill', policy: 'within-14-days',
  correlation: 'c', requestedAt: at(1), requestedBy: 'ops', idempotencyKey: 'r1', paid, refunds: [], ...about,
})
const step = (status: RefundStep['status'], about: Partial<RefundStep> = {}): RefundStep => ({ status, at: at(2), actor: 'ops', ...about })
const after = (...statuses: readonly RefundStep['status'][]): Refund => statuses.reduce((refund, status) => advanceRefund(refund, step(status)), requestRefund(asked('20')))

describe('requestRefund', () => {
  it('takes partial and repeated refunds, and never more than was paid', () => {
    const first = requestRefund(asked('20'))
    const second = requestRefund(asked('30', { id: 'r2', refunds: [first] }))
    expect(refundableOf(paid, [first, second])).toEqual(eur('0'))
    expect(failureTextOf(() => requestRefund(asked('30.01', { refunds: [first] })))).toBe('refund.exceeds_paid amount')
    expect(failureTextOf(() => requestRefund(asked('0.01', { refunds: [first, second] })))).toBe('refund.exceeds_paid amount')
  })

  it('gives back what was rejected or failed, keeps what is disputed, and leaves other payments alone', () => {
    expect(refundableOf(paid, [after('rejected'), { ...after('approved', 'sent', 'failed'), id: 'r2' }])).toEqual(eur('50'))
    expect(refundableOf({ ...paid, disputed: eur('45') }, [])).toEqual(eur('5'))
    expect(refundableOf(paid, [{ ...after('approved'), payment: 'p2' }])).toEqual(eur('50'))
  })

  it.each<readonly [string, Partial<RequestRefund>, string]>([
    ['nothing', { amount: eur('0') }, 'refund.invalid amount'],
    ['less', { amount: eur('-1') }, 'refund.invalid amount'],
    ['parts that are not the amount', { parts: [part('19')] }, 'ledger.amount_invalid parts'],
    ['another currency', { amount: { amount: '20', currency: 'USD' } }, 'money.currency_mismatch currency'],
    ['no policy', { policy: '' }, 'text.empty policy'],
  ])('refuses %s', (_, about, code) => {
    expect(failureTextOf(() => requestRefund(asked('20', about)))).toBe(code)
  })
})

describe('advanceRefund', () => {
  const paths: { readonly [status in RefundStatus]: readonly RefundStep['status'][] } = {
    requested: [], approved: ['approved'], rejected: ['rejected'], sent: ['approved', 'sent'], settled: ['approved', 'sent', 'settled'], failed: ['approved', 'sent', 'failed'],
  }
  const statuses = Object.keys(refundMoves) as RefundStatus[]
  const pairs = statuses.flatMap((from) => statuses.flatMap((to) => (to === 'requested' ? [] : [{ from, to, allowed: refundMoves[from].includes(to) }])))

  it.each(pairs)('$from → $to: $allowed', ({ from, to, allowed }) => {
    const refund = after(...paths[from])
    expect(refundStatus(refund)).toBe(from)
    const isRepeat = from === to || paths[from].includes(to)
    if (allowed) expect(refundStatus(advanceRefund(refund, step(to)))).toBe(to)
    else if (isRepeat) expect(advanceRefund(refund, step(to))).toBe(refund)
    else expect(failureTextOf(() => advanceRefund(refund, step(to)))).toBe('refund.transition status')
  })

  it('lets the outcome overtake the note that it was sent', () => {
    const settled = after('approved', 'settled')
    expect(advanceRefund(settled, step('sent'))).toBe(settled)
  })

  it('has one name at the provider', () => {
    const sent = advanceRefund(after('approved'), step('sent', { providerRefund: 're_1' }))
    expect(failureTextOf(() => advanceRefund(sent, step('settled', { providerRefund: 're_2' })))).toBe('refund.invalid providerRefund')
    expect(refundStatus(advanceRefund(sent, step('settled', { providerRefund: 're_1' })))).toBe('settled')
  })
})

describe('beginSending and findLostRefunds', () => {
  const sending = { at: at(3), actor: 'ops' }
  const credited = requestRefund(asked('20', { mode: 'account_credit' }))
  const begun = beginSending(after('approved'), sending)

  it('notes once that the provider is asked, and never for what is over', () => {
    expect(begun.sending).toEqual(sending)
    expect(beginSending(begun, { at: at(4), actor: 'bob' })).toBe(begun)
    expect(failureTextOf(() => advanceRefund(begun, step('rejected')))).toBe('refund.transition status')
    for (const refund of [after('approved', 'sent'), after('approved', 'settled'), after('approved', 'failed')]) expect(beginSending(refund, sending)).toBe(refund)
  })

  it.each<readonly [string, Refund, string]>([
    ['that is not decided', after(), 'refund.transition status'],
    ['that is rejected', after('rejected'), 'refund.transition status'],
    ['to account credit', advanceRefund(credited, step('approved')), 'refund.invalid mode'],
  ])('refuses one %s', (_, refund, code) => {
    expect(failureTextOf(() => beginSending(refund, sending))).toBe(code)
  })

  it('finds those whose provider was asked and is silent', () => {
    const sent = advanceRefund(begun, step('sent', { at: at(5) }))
    const all = [after('approved'), begun, sent, advanceRefund(sent, step('settled')), after('approved', 'sent')]
    expect(findLostRefunds(all, { silentSince: at(5) })).toEqual([begun, sent])
    expect(findLostRefunds(all, { silentSince: at(4) })).toEqual([begun])
    expect(findLostRefunds(all, { silentSince: at(2) })).toEqual([])
  })
})

describe('refundOutcome', () => {
  it.each<readonly [string, Refund, string | undefined]>([
    ['requested', after(), undefined],
    ['approved', after('approved'), undefined],
    ['sent', after('approved', 'sent'), undefined],
    ['settled', after('approved', 'sent', 'settled'), 'refunded'],
    ['settled to account credit', { ...after('approved', 'sent', 'settled'), mode: 'account_credit' }, 'credited'],
    ['rejected', after('rejected'), 'rejected'],
    ['failed', after('approved', 'sent', 'failed'), 'failed'],
  ])('of one that is %s', (_, refund, kind) => {
    expect(refundOutcome(refund)?.kind).toBe(kind)
  })

  it('says when and why', () => {
    expect(refundOutcome(advanceRefund(after('approved', 'sent'), step('failed', { reason: 'account closed' })))).toEqual({ kind: 'failed', at: at(2), reason: 'account closed' })
  })
})

describe('refundTransactions', () => {
  const kinds = (refund: Refund) => refundTransactions(refund).map(({ kind }) => kind)
  const owed = (refund: Refund) => balanceOf(refundTransactions(refund), { role: 'receivable', account: 'acme' })

  it.each<readonly [string, Refund, readonly string[]]>([
    ['requested', after(), []],
    ['approved', after('approved'), []],
    ['rejected', after('rejected'), []],
    ['sent', after('approved', 'sent'), ['refund_sent']],
    ['settled', after('approved', 'sent', 'settled'), ['refund_sent', 'refund_settled']],
    ['settled before it was noted as sent', after('approved', 'settled'), ['refund_sent', 'refund_settled']],
    ['failed', after('approved', 'sent', 'failed'), ['refund_sent', 'refund_failed']],
  ])('of one that is %s', (_, refund, expected) => {
    expect(kinds(refund)).toEqual(expected)
  })

  it('opens the document again, unless the refund failed', () => {
    expect(owed(after('approved', 'sent', 'settled'))).toEqual([{ currency: 'EUR', amountMinor: '2000' }])
    expect(owed(after('approved', 'sent', 'failed'))).toEqual([{ currency: 'EUR', amountMinor: '0' }])
  })

  it('stays as it was when more happens', () => {
    const [sent] = refundTransactions(after('approved', 'sent'))
    expect(refundTransactions(after('approved', 'sent', 'settled'))[0]).toEqual(sent)
    expect(refundTransactions(after('approved', 'sent', 'failed'))[0]).toEqual(sent)
  })

  it('goes to account credit, once', () => {
    const refund = ['approved', 'sent', 'settled'].reduce((one, status) => advanceRefund(one, step(status as 'sent')), requestRefund(asked('20', { mode: 'account_credit', wallet: 'main' })))
    expect(kinds(refund)).toEqual(['refund_sent'])
    expect(balanceOf(refundTransactions(refund), { role: 'customer_credit', account: 'acme', routing: 'main' })).toEqual([{ currency: 'EUR', amountMinor: '-2000' }])
  })
})
