import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { inMemory } from '../test/laws/law-subject.js'
import { checkLostAnswers, type Sabotage } from '../test/laws/lost-answers-law.js'

/** Storage of which some stores are broken. */
function withStores(breakage: (stores: Stores) => Partial<Stores>): (storage: Storage) => Storage {
  return (storage) => ({ transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, ...breakage(stores) })) })
}

describe('a host whose connections break off', () => {
  it('ends where one ends with which nothing goes wrong (L-IDEM, P-ATOMIC)', async () => {
    // Fewer than 1,000: one run is two books and some 30 commands in each.
    const reached = await checkLostAnswers(inMemory, 150)
    // A test that never gets there proves nothing.
    const all = [
      'payment_received', 'payment_applied', 'refund_sent', 'refund_settled', 'refund_failed', 'dispute_opened', 'chargeback', 'reversed', 'refund requested', 'refund sent', 'refund settled',
      'dispute needs_response', 'dispute evidence_submitted', 'dispute lost', 'dispute won',
    ]
    expect([...reached]).toEqual(expect.arrayContaining(all))
  })

  let calls = 0
  it.each<readonly [string, Sabotage]>([
    ['a provider is asked with another key each time', {
      around: (provider) => ({ ...provider, openCheckout: (request) => provider.openCheckout({ ...request, idempotencyKey: `${request.idempotencyKey}/${(calls += 1)}` }) }),
    }],
    ['what was commanded is forgotten', { through: withStores(({ commands }) => ({ commands: { ...commands, get: async () => undefined, put: async () => undefined } })) }],
    ['what is in the book is not looked at', { through: withStores(({ ledger }) => ({ ledger: { ...ledger, get: async () => undefined } })) }],
    ['a refund is sent with another key each time', {
      around: (provider) => ({ ...provider, sendRefund: (request) => provider.sendRefund({ ...request, idempotencyKey: `${request.idempotencyKey}/${(calls += 1)}` }) }),
    }],
  ])('would not, if %s', async (_, broken) => {
    await expect(checkLostAnswers(inMemory, 60, broken)).rejects.toThrow()
  })
})
