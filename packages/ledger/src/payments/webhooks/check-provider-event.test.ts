import { isFarthingError } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../../test/failure-text-of.js'
import { checkProviderEvent } from './check-provider-event.js'
import type { DisputeEvent, ProviderEvent, RefundEvent, SessionEvent } from './provider-event.js'

const head = { id: 'evt_1', provider: 'mock', at: '2026-11-02T00:00:00.000000Z' }
const session: SessionEvent = { ...head, about: 'session', kind: 'settled', session: 'cs_1', idempotencyKey: 's1', payment: 'pay_1', amount: { amount: '50', currency: 'EUR' }, reason: 'card' }
const refund: RefundEvent = { ...head, about: 'refund', kind: 'failed', refund: 're_1', idempotencyKey: 'r1', reason: 'account closed' }
const dispute: DisputeEvent = {
  ...head, about: 'dispute', kind: 'needs_response', dispute: 'dp_1', payment: 'pay_1', amount: { amount: '50', currency: 'EUR' }, openedAt: head.at, taken: 'withheld', dueAt: head.at, reason: 'fraud',
}
const { idempotencyKey: _, payment: __, amount: ___, reason: ____, ...bare } = session

describe('checkProviderEvent', () => {
  it.each<readonly [string, ProviderEvent]>([
    ['about a session', session],
    ['with as little as it may say', { ...bare, kind: 'expired' }],
    ['about a refund', refund],
    ['about a dispute', dispute],
  ])('takes an event %s as it is', (_name, event) => {
    expect(checkProviderEvent(event)).toEqual(event)
    expect(Object.keys(checkProviderEvent(event)).sort()).toEqual(Object.keys(event).sort())
  })

  it('gives instants and amounts in one form', () => {
    const event = checkProviderEvent({ ...session, at: '2026-11-02T01:00:00+01:00', amount: { amount: '50.00', currency: 'EUR' } })
    expect(event).toEqual(session)
  })

  it.each<readonly [string, unknown, string]>([
    ['nothing', undefined, 'event'],
    ['null', null, 'event'],
    ['a text', 'settled', 'event'],
    ['a list', [session], 'event.about'],
    ['an event about nothing', {}, 'event.about'],
    ['an event about something else', { ...session, about: 'payout' }, 'event.about'],
    ['another kind', { ...session, kind: 'paid' }, 'event.kind'],
    ['a kind of something else', { ...refund, kind: 'authorised' }, 'event.kind'],
    ['no kind', { ...session, kind: undefined }, 'event.kind'],
    ['no id', { ...session, id: '' }, 'event.id'],
    ['an id that is a number', { ...session, id: 7 }, 'event.id'],
    ['an id that is too long', { ...session, id: 'e'.repeat(257) }, 'event.id'],
    ['no time', { ...session, at: undefined }, 'event.at'],
    ['a time without a zone', { ...session, at: '2026-11-02T00:00:00' }, 'event.at'],
    ['a time that is a number', { ...session, at: 1_793_000_000 }, 'event.at'],
    ['no name of the session', { ...session, session: undefined }, 'event.session'],
    ['an amount that is a number', { ...session, amount: 50 }, 'event.amount'],
    ['an amount of a number', { ...session, amount: { amount: 50, currency: 'EUR' } }, 'event.amount.amount'],
    ['an amount that is none', { ...session, amount: { amount: 'NaN', currency: 'EUR' } }, 'event.amount.amount'],
    ['a currency that is none', { ...session, amount: { amount: '50', currency: 'ZZZ' } }, 'event.amount.currency'],
    ['more in an amount', { ...session, amount: { amount: '50', currency: 'EUR', minor: 5000 } }, 'event.amount.minor'],
    ['a dispute without an amount', { ...dispute, amount: undefined }, 'event.amount'],
    ['a dispute without its taking', { ...dispute, taken: undefined }, 'event.taken'],
    ['a reason that is too long', { ...refund, reason: 'x'.repeat(1_025) }, 'event.reason'],
    ['a reason that no store keeps', { ...refund, reason: 'a\u0000b' }, 'event.reason'],
    ['a field that is none', { ...refund, amount: { amount: '1', currency: 'EUR' } }, 'event.amount'],
    ['a field of the prototype', JSON.parse('{"about":"refund","__proto__":{"id":"evt_1"}}'), 'event.__proto__'],
  ])('refuses %s', (_name, event, field) => {
    expect(failureTextOf(() => checkProviderEvent(event))).toBe(`webhook.malformed ${field}`)
  })

  it('keeps why a field was refused', () => {
    try {
      checkProviderEvent({ ...session, amount: { amount: '1e3', currency: 'EUR' } })
      expect.unreachable()
    } catch (error) {
      expect(isFarthingError(error) && error.cause).toMatchObject({ code: 'decimal.malformed' })
    }
  })

  it('gives an event, or says what is wrong, whatever it is given', () => {
    const noise = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true })
    const known = fc.constantFrom<ProviderEvent>(session, refund, dispute)
    const changed = fc.tuple(known, fc.constantFrom(...Object.keys({ ...session, ...refund, ...dispute })), noise).map(([event, name, value]) => ({ ...event, [name]: value }))
    fc.assert(
      fc.property(fc.oneof(noise, changed), (value) => {
        try {
          const event = checkProviderEvent(value)
          expect(checkProviderEvent(event)).toEqual(event)
        } catch (error) {
          expect(error).toMatchObject({ name: 'FarthingError', code: 'webhook.malformed' })
        }
      }),
      { numRuns: 1000 },
    )
  })
})
