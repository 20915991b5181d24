import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveSubscription, type SubscriptionCandidate, type UnattachedReason } from './resolve-subscription.js'

const at = (day: number) => `2026-10-${String(day).padStart(2, '0')}T00:00:00.000000Z`
const tokens: SubscriptionCandidate = { id: 'tokens', account: 'acme', subjects: ['acme', 'vm-7'], from: at(10), to: at(20), meters: ['tokens'] }
const storage: SubscriptionCandidate = { id: 'storage', account: 'acme', subjects: ['acme'], from: at(10), meters: ['storage'] }
const rival: SubscriptionCandidate = { id: 'rival', account: 'bolt', subjects: ['acme'], from: at(15), to: at(17) }
const all = [tokens, storage, rival]

describe('resolveSubscription', () => {
  test.each<[what: string, event: { subject: string; time: string; subscription?: string }, meter: string, taken: string]>([
    ['the only one active on the meter', { subject: 'acme', time: at(11) }, 'tokens', 'tokens'],
    ['two subscriptions of an account share no meter', { subject: 'acme', time: at(11) }, 'storage', 'storage'],
    ['a resource of the account', { subject: 'vm-7', time: at(16) }, 'tokens', 'tokens'],
    ['from is inside', { subject: 'acme', time: at(10) }, 'tokens', 'tokens'],
    ['an open end', { subject: 'acme', time: at(31) }, 'storage', 'storage'],
    ['the named one, among several', { subject: 'acme', time: at(16), subscription: 'rival' }, 'tokens', 'rival'],
    ['the named one, whatever the subject', { subject: 'stranger', time: at(16), subscription: 'rival' }, 'tokens', 'rival'],
  ])('%s', (_, event, meter, taken) => {
    expect(resolveSubscription(event, all, meter).subscription?.id).toBe(taken)
  })

  test.each<[what: string, event: { subject: string; time: string; subscription?: string }, meter: string, reason: UnattachedReason]>([
    ['nobody has the subject', { subject: 'stranger', time: at(11) }, 'tokens', 'none'],
    ['before the start', { subject: 'acme', time: at(9) }, 'tokens', 'none'],
    ['to is outside', { subject: 'vm-7', time: at(20) }, 'tokens', 'none'],
    ['two read the meter', { subject: 'acme', time: at(16) }, 'tokens', 'ambiguous'],
    ['the plan does not read the meter', { subject: 'vm-7', time: at(11) }, 'storage', 'not_metered'],
    ['the named one does not exist', { subject: 'acme', time: at(11), subscription: 'ghost' }, 'tokens', 'unknown'],
    ['the named one has not started', { subject: 'acme', time: at(11), subscription: 'rival' }, 'tokens', 'inactive'],
    ['the named one has ended', { subject: 'acme', time: at(17), subscription: 'rival' }, 'tokens', 'inactive'],
    ['the named one does not read the meter', { subject: 'acme', time: at(11), subscription: 'storage' }, 'tokens', 'not_metered'],
  ])('unattached: %s', (_, event, meter, reason) => {
    expect(resolveSubscription(event, all, meter)).toEqual({ unattached: reason })
  })

  test('does not depend on the order of candidates', () => {
    const event = fc.record({ subject: fc.constantFrom('acme', 'vm-7', 'x'), time: fc.integer({ min: 8, max: 21 }).map(at) })
    fc.assert(fc.property(event, fc.constantFrom('tokens', 'storage'), fc.shuffledSubarray(all, { minLength: 3 }), (given, meter, shuffled) => {
      expect(resolveSubscription(given, shuffled, meter)).toEqual(resolveSubscription(given, all, meter))
    }), { numRuns: 1_000 })
  })
})
