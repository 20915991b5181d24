import { hashContent } from '@farthing/core'
import type { LedgerTransaction } from '@farthing/ledger'

/** A transaction of its own for each name; its entries are what the caller gives. */
export function sampleTransaction(name: string, about: Partial<LedgerTransaction> & Pick<LedgerTransaction, 'entries'>): LedgerTransaction {
  return {
    id: hashContent('sample-transaction/1', [name]),
    tenant: 'tenant',
    kind: 'invoice_issued',
    key: name,
    reference: name,
    bookedAt: '2026-11-02T00:00:00.000000Z',
    accountingDate: '2026-11-02',
    actor: 'system',
    correlation: name,
    fingerprint: hashContent('sample-fingerprint/1', [name]),
    ...about,
  }
}
