import type { InvoiceEvidence } from '@farthing/ledger'
import { expectFailure, expectSame } from './expectations.js'
import { recordCases } from './record-cases.js'
import { sampleInvoice, type InvoiceSample } from './sample-invoice.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

function sampleEvidence(about: InvoiceSample = {}): InvoiceEvidence {
  return { format: 'invoice-evidence/1', invoice: sampleInvoice(about), ratings: [] }
}

const evidenceRecordCases = recordCases<'documents', InvoiceEvidence>({
  store: 'documents',
  record: (text, tenant) => sampleEvidence({ tenant, account: text, description: text }),
  write: (documents, record) => documents.putEvidence(record),
  read: (documents, { invoice: { id } }) => documents.evidence(id),
})

/** What `DocumentStore` promises about evidence. */
export const documentEvidenceCases: readonly SuiteCase<StorageFactory<'documents'>>[] = [
  ...evidenceRecordCases.map((one) => ({ ...one, name: `evidence: ${one.name}` })),

  storageCase('evidence is kept once for its invoice; other evidence is a conflict', async (storage) => {
    const evidence = sampleEvidence()
    for (let run = 0; run < 2; run += 1) await storage.transaction('tenant', (stores) => stores.documents.putEvidence(evidence))
    await expectFailure('storage.conflict', 'other evidence', () =>
      storage.transaction('tenant', (stores) => stores.documents.putEvidence(sampleEvidence({ description: 'Other tokens' }))),
    )
    expectSame(await storage.transaction('tenant', (stores) => stores.documents.evidence(evidence.invoice.id)), evidence, 'the evidence')
  }),

  storageCase('evidence and its invoice are kept apart, in any order', async (storage) => {
    await storage.transaction('tenant', (stores) => stores.documents.putEvidence(sampleEvidence()))
    const [before, after] = [sampleInvoice(), sampleInvoice({ account: 'globex', number: '2' })]
    await storage.transaction('tenant', async ({ documents }) => {
      expectSame(await documents.get(before.id), undefined, 'an invoice of which only evidence is kept')
      await documents.put(before)
      await documents.put(after)
      expectSame(await documents.evidence(after.id), undefined, 'evidence of an invoice without any')
    })
  }),

  storageCase('evidence that names another tenant is refused', async (storage) => {
    await expectFailure('storage.tenant_mismatch', 'the put', () =>
      storage.transaction('tenant', (stores) => stores.documents.putEvidence(sampleEvidence({ tenant: 'other' }))),
    )
  }),
]
