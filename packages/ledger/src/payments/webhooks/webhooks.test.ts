import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { advanceRefund } from '../refunds/advance-refund.js'
import { requestRefund } from '../refunds/request-refund.js'
import { linkProviderCustomer } from '../provider-customer.js'
import { startSession } from '../sessions/start-session.js'
import { applyProviderEvent } from './apply-provider-event.js'
import type { DisputeEvent, RefundEvent, SessionEvent } from './provider-event.js'
import { recordWebhook } from './record-webhook.js'

const at = (hour: number) => `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000000Z`
const eur = (amount: `${number}`) => ({ amount, currency: 'EUR' })
const part = { to: 'document', account: 'acme', item: 'inv-1', amount: eur('50') } as const
const head = { provider: 'stripe', at: at(3) }
const settled: SessionEvent = { ...head, id: 'evt_1', about: 'session', kind: 'settled', session: 'cs_1', payment: 'p1', amount: eur('50') }
const refunded: RefundEvent = { ...head, id: 'evt_2', about: 'refund', kind: 'settled', refund: 're_1' }
const disputed: DisputeEvent = { ...head, id: 'evt_3', about: 'dispute', kind: 'needs_response', dispute: 'dp_1', payment: 'p1', amount: eur('30'), openedAt: at(2), taken: 'withheld', dueAt: at(9) }
const session = startSession({
  id: 's1', tenant: 'default', account: 'acme', provider: 'stripe', purpose: 'checkout', amount: eur('50'), documents: [], idempotencyKey: 's1', correlation: 's1', initiatedAt: at(1), expiresAt: at(9),
})
const refund = requestRefund({
  id: 'r1', tenant: 'default', account: 'acme', provider: 'stripe', amount: eur('50'), parts: [part], mode: 'provider', reason: 'x', policy: 'y', correlation: 'r1', requestedAt: at(1),
  requestedBy: 'ops', idempotencyKey: 'r1', paid: { payment: 'p1', amount: eur('50') }, refunds: [],
})

describe('recordWebhook', () => {
  const received = { tenant: 'default', receivedAt: at(4), event: settled }
  const record = recordWebhook(received)

  it('keeps an event once, whenever it is delivered', () => {
    expect(record).toMatchObject({ provider: 'stripe', event: 'evt_1', receivedAt: at(4), content: settled })
    expect(recordWebhook({ ...received, receivedAt: at(5), known: record })).toBe(record)
  })

  it('refuses another report under the id', () => {
    expect(failureTextOf(() => recordWebhook({ ...received, event: { ...settled, amount: eur('51') }, known: record }))).toBe('webhook.conflict event.id')
    expect(failureTextOf(() => recordWebhook({ ...received, tenant: '' }))).toBe('text.empty tenant')
  })
})

describe('applyProviderEvent', () => {
  it('moves what it is about', () => {
    expect(applyProviderEvent(settled, { session })).toMatchObject({ about: 'session', session: { facts: [{ id: 'evt_1', kind: 'settled', payment: 'p1' }] } })
    const approved = advanceRefund(refund, { status: 'approved', at: at(2), actor: 'ops' })
    expect(applyProviderEvent(refunded, { refund: approved })).toMatchObject({ about: 'refund', refund: { steps: [{ status: 'approved' }, { status: 'settled', actor: 'stripe', providerRefund: 're_1' }] } })
  })

  it('opens a dispute with whichever event comes first, over the parts that it contests', () => {
    const contested = { id: 'd1', tenant: 'default', account: 'acme', correlation: 'c', parts: [part] }
    const opened = applyProviderEvent(disputed, { contested })
    expect(opened).toMatchObject({ about: 'dispute', dispute: { id: 'd1', providerDispute: 'dp_1', amount: eur('30'), parts: [{ item: 'inv-1', amount: eur('30') }], facts: [{ kind: 'needs_response', dueAt: at(9) }] } })
    if (opened.about !== 'dispute') throw new Error('it opens')
    const lost = applyProviderEvent({ ...disputed, id: 'evt_4', kind: 'lost' }, { dispute: opened.dispute })
    expect(lost).toMatchObject({ about: 'dispute', dispute: { facts: [{ kind: 'needs_response' }, { kind: 'lost' }] } })
  })

  it.each([
    [settled, {}, { kind: 'session_unknown', event: 'evt_1', amount: eur('50') }],
    [refunded, {}, { kind: 'refund_unknown', event: 'evt_2' }],
    [disputed, {}, { kind: 'payment_unknown', event: 'evt_3', amount: eur('30') }],
    [{ ...settled, amount: { amount: '50', currency: 'USD' } }, { session }, { kind: 'contradicts', event: 'evt_1' }],
    [refunded, { refund }, { kind: 'contradicts', event: 'evt_2' }],
    [{ ...disputed, amount: eur('51') }, { contested: { id: 'd1', tenant: 'default', account: 'acme', correlation: 'c', parts: [part] } }, { kind: 'contradicts', event: 'evt_3' }],
  ] as const)('keeps what does not fit: $2.kind', (event, subject, failure) => {
    expect(applyProviderEvent(event, subject)).toMatchObject({ about: 'unreconciled', failure: { provider: 'stripe', ...failure } })
  })
})

describe('linkProviderCustomer', () => {
  const link = { tenant: 'default', account: 'acme', provider: 'stripe', customer: 'cus_1', linkedAt: at(1), actor: 'ops', reason: 'first checkout' }
  const first = linkProviderCustomer({ ...link, mode: 'link' })

  it('links once, and is replaced by a repair only, which says why', () => {
    expect(first).toEqual({ ...link, revision: 1 })
    expect(linkProviderCustomer({ ...link, mode: 'link', known: first, linkedAt: at(5) })).toBe(first)
    expect(failureTextOf(() => linkProviderCustomer({ ...link, customer: 'cus_2', mode: 'link', known: first }))).toBe('payment.conflict customer')
    expect(linkProviderCustomer({ ...link, customer: 'cus_2', mode: 'repair', known: first, reason: 'merged at the provider' })).toMatchObject({ customer: 'cus_2', revision: 2, reason: 'merged at the provider' })
    expect(failureTextOf(() => linkProviderCustomer({ ...link, mode: 'repair', reason: '' }))).toBe('text.empty reason')
  })
})
