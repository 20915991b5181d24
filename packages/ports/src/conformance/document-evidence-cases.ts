import type { InvoiceEvidence } from '@farthing/ledger'
import { expectFailure, expectSame } from './expectations.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { sampleInvoice, type InvoiceSample } from './sample-invoice.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

function sampleEvidence(about: InvoiceSample = {}): InvoiceEvidence {
  return { format: 'invoice-evidence/1', invoice: sampleInvoice(about), ratings: [] }
}

const evidenceProbe: RecordProbe<'documents', InvoiceEvidence> = {
  store: 'documents',
  record: (text, tenant) => sampleEvidence({ tenant, account: text, description: text }),
  write: (documents, evidence) => documents.putEvidence(evidence),
  read: (documents, { invoice }) => documents.evidence(invoice.id),
}

const others: readonly SuiteCase<StorageFactory<'documents'>>[] = [
  storageCase('the same again is a no-op; other evidence of an invoice is a conflict', async (storage) => {
    const evidence = sampleEvidence()
    for (let run = 0; run < 2; run += 1) await storage.transaction('tenant', (stores) => stores.documents.putEvidence(evidence))
    const other = { ...evidence, invoice: sampleInvoice({ description: 'Other tokens' }) }
    await expectFailure('storage.conflict', 'other evidence', () => storage.transaction('tenant', (stores) => stores.documents.putEvidence(other)))
    expectSame(await storage.transaction('tenant', (stores) => stores.documents.evidence(evidence.invoice.id)), evidence, 'the evidence')
  }),
]

/** Evidence stands beside its invoice and is kept like it. */
export const documentEvidenceCases: readonly SuiteCase<StorageFactory<'documents'>>[] = [...recordCases(evidenceProbe), ...others].map(
  (each) => ({ ...each, name: `evidence: ${each.name}` }),
)
