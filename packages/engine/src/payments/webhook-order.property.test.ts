import { memory } from '@farthing/adapters-memory'
import type { PaymentStore, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { lawRuns } from '../test/law-runs.js'
import { inMemory } from '../test/laws/law-subject.js'
import { checkWebhookOrder } from '../test/laws/webhook-order-law.js'

/** A storage of which the store of payments is broken. */
function withPayments(breakage: (payments: PaymentStore) => Partial<PaymentStore>): (storage: Storage) => Storage {
  return (storage) => ({ transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, payments: { ...stores.payments, ...breakage(stores.payments) } })) })
}

/** Of a dispute nothing is known but its first step, behind which all others are kept. */
function firstOnly(payments: PaymentStore): Partial<PaymentStore> {
  return {
    get: async (kind, id) => (kind === 'dispute' ? (await payments.history(kind, id))[0] : payments.get(kind, id)),
    append: async (record) => payments.append({ ...record, revision: (await payments.history(record.kind, record.id)).length + 1 }),
  }
}

describe('webhooks', () => {
  it('end in the same records and the same money, in whatever order and however often they come (L-ORDER, L-IDEM)', async () => {
    const reached = await checkWebhookOrder(inMemory, lawRuns)
    // A test that never gets there proves nothing.
    const all = ['payment_received', 'refund_sent', 'refund_settled', 'refund_failed', 'dispute_opened', 'dispute_won', 'dispute_lost', 'chargeback', 'chargeback_reversed']
    expect([...reached]).toEqual(expect.arrayContaining(all))
  })

  it.each([
    ['what waits is not found', withPayments((payments) => ({ list: async (kind, filter, page) => (kind === 'webhook' ? { items: [] } : payments.list(kind, filter, page)) }))],
    ['what came first is all that counts', withPayments(firstOnly)],
  ])('would not, if %s', async (_, through) => {
    await expect(checkWebhookOrder({ create: () => Promise.resolve(through(memory())) }, 60)).rejects.toThrow()
  })
})
