import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { addPaymentFact } from './add-payment-fact.js'
import { findLostSessions } from './find-lost-sessions.js'
import { linkSession } from './link-session.js'
import type { PaymentFact, PaymentSession } from './payment-session.js'
import { sessionState } from './session-state.js'
import { settlementTransaction } from './settlement-transaction.js'
import { startSession } from './start-session.js'

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000000Z`
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const asked = {
  id: 's1', tenant: 'default', account: 'acme', provider: 'stripe', purpose: 'checkout', amount: eur('50'), documents: ['inv-1'],
  idempotencyKey: 's1', correlation: 'req-1', initiatedAt: at(1), expiresAt: at(10),
} as const
const session = startSession(asked)
const authorised: PaymentFact = { id: 'e1', kind: 'authorised', at: at(2) }
const settled: PaymentFact = { id: 'e2', kind: 'settled', at: at(3), payment: 'p1', amount: eur('50') }
const failed: PaymentFact = { id: 'e3', kind: 'failed', at: at(4), reason: 'card declined' }
const expired: PaymentFact = { id: 'e4', kind: 'expired', at: at(9) }

const after = (...facts: readonly PaymentFact[]) => facts.reduce(addPaymentFact, session)

describe('startSession', () => {
  it.each<readonly [string, Partial<PaymentSession>, string]>([
    ['nothing', { amount: eur('0') }, 'payment.invalid amount'],
    ['less', { amount: eur('-1') }, 'payment.invalid amount'],
    ['a fraction of a cent', { amount: eur('0.001') }, 'money.not_minor_units amount'],
    ['no account', { account: '' }, 'text.empty account'],
    ['a provider with a slash', { provider: 'a/b' }, 'payment.invalid provider'],
    ['no key', { idempotencyKey: '' }, 'text.empty idempotencyKey'],
    ['an end before the start', { expiresAt: at(1) }, 'payment.invalid expiresAt'],
    ['a document twice', { documents: ['a', 'a'] }, 'payment.invalid documents[1]'],
    ['too many documents', { documents: Array.from({ length: 1001 }, (_, index) => String(index)) }, 'payment.invalid documents'],
  ])('refuses %s', (_, about, code) => {
    expect(failureTextOf(() => startSession({ ...asked, ...about }))).toBe(code)
  })
})

describe('sessionState', () => {
  it.each<readonly [string, readonly PaymentFact[], string, string]>([
    ['initiated at first', [], 'initiated', '0'],
    ['authorised', [authorised], 'authorised', '0'],
    ['settled', [authorised, settled], 'settled', '50'],
    ['settled, though a failed attempt came before', [failed, settled], 'settled', '50'],
    ['settled, though it is told to have failed or expired afterwards', [settled, failed, expired], 'settled', '50'],
    ['failed', [authorised, failed], 'failed', '0'],
    ['failed rather than expired', [failed, expired], 'failed', '0'],
    ['expired', [authorised, expired], 'expired', '0'],
    ['settled twice: two payments', [settled, { ...settled, id: 'e9', payment: 'p2', amount: eur('7') }], 'settled', '57'],
    ['settled once, though two events say so', [settled, { ...settled, id: 'e9', at: at(5) }], 'settled', '50'],
  ])('is %s', (_, facts, status, paid) => {
    expect(sessionState(after(...facts), at(9))).toMatchObject({ status, paid: eur(paid as `${number}`) })
  })

  it('expires by itself at its end, and not before; money that arrives later settles it', () => {
    expect(sessionState(session, '2026-11-02T09:59:59.999999Z').status).toBe('initiated')
    expect(sessionState(after(authorised), at(10)).status).toBe('expired')
    expect(sessionState(after(settled), at(10)).status).toBe('settled')
  })

  it('says why an attempt failed', () => {
    expect(sessionState(after(failed), at(5)).reason).toBe('card declined')
    expect(Object.keys(sessionState(after(failed, settled), at(5)))).not.toContain('reason')
  })
})

describe('addPaymentFact', () => {
  it('counts a fact once', () => {
    const once = after(settled)
    expect(addPaymentFact(once, settled)).toBe(once)
    expect(once.facts).toEqual([settled])
  })

  it.each<readonly [string, PaymentFact, string]>([
    ['another report under the id', { ...settled, kind: 'failed' }, 'payment.conflict id'],
    ['another amount of the payment', { ...settled, id: 'e9', amount: eur('51') }, 'payment.conflict amount'],
    ['a settlement without an amount', { id: 'e9', kind: 'settled', at: at(3), payment: 'p9' }, 'payment.invalid payment'],
    ['a settlement without a name', { id: 'e9', kind: 'settled', at: at(3), amount: eur('1') }, 'payment.invalid payment'],
    ['another currency', { ...settled, id: 'e9', payment: 'p9', amount: { amount: '50', currency: 'USD' } }, 'payment.invalid amount.currency'],
    ['nothing', { ...settled, id: 'e9', payment: 'p9', amount: eur('0') }, 'payment.invalid amount'],
    ['no id', { ...settled, id: '' }, 'text.empty id'],
  ])('refuses %s', (_, fact, code) => {
    expect(failureTextOf(() => addPaymentFact(after(settled), fact))).toBe(code)
  })
})

describe('linkSession and findLostSessions', () => {
  const link = { providerSession: 'cs_1', url: 'https://pay.example/cs_1' }

  it('links once', () => {
    const linked = linkSession(session, link)
    expect(linked).toMatchObject(link)
    expect(linkSession(linked, link)).toBe(linked)
    expect(failureTextOf(() => linkSession(linked, { ...link, providerSession: 'cs_2' }))).toBe('payment.conflict providerSession')
  })

  it('finds those whose provider has been silent, linked or not', () => {
    const search = { at: at(9), silentSince: at(2) }
    const open = [session, after(authorised), linkSession(session, link)]
    expect(findLostSessions([...open, after(settled), after(failed), after(expired)], search)).toEqual(open)
    expect(findLostSessions(open, { ...search, silentSince: at(1) })).toEqual([session, linkSession(session, link)])
    expect(findLostSessions(open, { ...search, silentSince: '2026-11-02T00:59:59Z' })).toEqual([])
    expect(findLostSessions([session], { at: at(12), silentSince: at(2) })).toEqual([session])
  })
})

describe('settlementTransaction', () => {
  it('is one for a payment, whichever event and session report it', () => {
    const [settlement] = sessionState(after(settled), at(9)).settlements
    if (settlement === undefined) throw new Error('it settled')
    const posted = settlementTransaction({ session, settlement, parts: [{ to: 'document', account: 'acme', item: 'inv-1', amount: eur('45') }] })
    expect(posted).toMatchObject({ kind: 'payment_received', key: 'stripe/p1', reference: 'p1', correlation: 'req-1' })
    expect(posted.entries.map(({ account, amountMinor }) => [account.role, amountMinor])).toEqual([['cash', '5000'], ['receivable', '-4500'], ['unapplied_cash', '-500']])
    expect(settlementTransaction({ session: { ...session, id: 's2' }, settlement, parts: [] }).id).toBe(posted.id)
  })
})
