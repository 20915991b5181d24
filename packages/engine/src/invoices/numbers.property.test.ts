import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { apiAccount, invoicedBilling } from '../test/invoiced-billing.js'
import { inMemory } from '../test/laws/law-subject.js'
import { checkNumbers } from '../test/laws/numbers-law.js'
import { wrapped } from '../test/sample-billing.js'

const now = '2026-12-02T00:00:00Z'

describe('numbers of invoices', () => {
  // Fewer than 1,000: a run is a life of up to eight commands on a storage of its own.
  it('are there if and only if an invoice was issued: 1, 2, 3 … whatever was previewed, failed or made void (V-NUMIFF)', () => checkNumbers(inMemory, 250))

  it('have a gap where a storage does not give them back', async () => {
    const storage = memory()
    await apiAccount(invoicedBilling({ storage, now }), 'a')
    let last = 0
    const leaking = wrapped(storage, (stores) => ({ ...stores, documents: { ...stores.documents, nextNumber: () => Promise.resolve((last += 1)) } }))
    const failing = wrapped(leaking, (stores) => ({ ...stores, commands: { ...stores.commands, put: () => Promise.reject(new Error('disk full')) } }))
    const issue = { key: 'i', account: 'a', period: '2026-10' } as const
    await expect(invoicedBilling({ storage: failing, now }).invoices.issue(issue)).rejects.toThrow('disk full')
    expect((await invoicedBilling({ storage: leaking, now }).invoices.issue(issue)).number).toBe('INV-000002')
  })
})
