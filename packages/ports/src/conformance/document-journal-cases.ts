import { hashContent } from '@farthing/core'
import type { DocumentDelivery, InvoiceStatusRecord } from '@farthing/ledger'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { recordCases } from './record-cases.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type DocumentStorage = Storage<Pick<Stores, 'documents'>>

function sampleStatus(revision: number, more: Partial<InvoiceStatusRecord> = {}): InvoiceStatusRecord {
  const document = hashContent('sample-document/1', ['acme'])
  return { document, revision, cause: 'payment', from: 'issued', to: 'partially_paid', amount: '1', settled: String(revision) as `${number}`, at: minute(revision), actor: 'ann', ...more }
}

function sampleDelivery(revision: number, more: Partial<DocumentDelivery> = {}): DocumentDelivery {
  return { document: sampleStatus(1).document, kind: 'invoice', provider: 'books', revision, state: 'pending', at: minute(revision), ...more }
}

const { document } = sampleStatus(1)
const append = (storage: DocumentStorage, record: InvoiceStatusRecord) => storage.transaction('tenant', ({ documents }) => documents.appendStatus(record))
const statuses = (storage: DocumentStorage) => storage.transaction('tenant', ({ documents }) => documents.statuses(document))
const deliver = (storage: DocumentStorage, record: DocumentDelivery) => storage.transaction('tenant', ({ documents }) => documents.appendDelivery(record))

const statusRecordCases = recordCases<'documents', InvoiceStatusRecord>({
  store: 'documents',
  record: (text) => sampleStatus(1, { document: text, actor: text, reason: text }),
  write: (documents, record) => documents.appendStatus(record),
  read: async (documents, record) => (await documents.statuses(record.document))[0],
})

const deliveryRecordCases = recordCases<'documents', DocumentDelivery>({
  store: 'documents',
  record: (text) => sampleDelivery(1, { kind: text, provider: text }),
  write: (documents, record) => documents.appendDelivery(record),
  read: async (documents, record) => (await documents.deliveries(record.document)).find(({ kind }) => kind === record.kind),
})

/** What `DocumentStore` promises about the life of a document, and about where it was sent. */
export const documentJournalCases: readonly SuiteCase<StorageFactory<'documents'>>[] = [
  ...statusRecordCases.map((one) => ({ ...one, name: `status: ${one.name}` })),
  ...deliveryRecordCases.map((one) => ({ ...one, name: `delivery: ${one.name}` })),

  storageCase('statuses follow each other without a gap; the same again is a no-op', async (storage) => {
    for (const revision of [1, 2, 2, 1, 3]) await append(storage, sampleStatus(revision))
    expectSame(await statuses(storage), [1, 2, 3].map((revision) => sampleStatus(revision)), 'the statuses')
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => append(storage, sampleStatus(2, { actor: 'bob' })))
    await expectFailure('storage.conflict', 'one that is not the next', () => append(storage, sampleStatus(5)))
    await expectFailure('storage.conflict', 'a first one that is not 1', () => append(storage, sampleStatus(2, { document: 'other' })))
  }),

  storageCase('of statuses for one place at the same time, one is kept', async (storage) => {
    await append(storage, sampleStatus(1))
    const contested = ['ann', 'bob', 'eve'].map((actor) => sampleStatus(2, { actor }))
    const winner = await expectOneWinner(contested.map((one) => () => append(storage, one)), 'statuses for one place')
    expectSame(await statuses(storage), [sampleStatus(1), contested[winner]], 'the statuses')
  }),

  storageCase('a rollback takes a status back', async (storage) => {
    await inRolledBack(storage, 'tenant', ({ documents }) => documents.appendStatus(sampleStatus(1)))
    expectSame(await statuses(storage), [], 'the statuses')
    await append(storage, sampleStatus(1, { actor: 'bob' }))
  }),

  storageCase('deliveries of each kind and provider count for themselves', async (storage) => {
    const records = [sampleDelivery(1, { kind: 'credit' }), sampleDelivery(1), sampleDelivery(2), sampleDelivery(1, { provider: 'peppol' })]
    for (const record of [3, 1, 2, 0, 1].flatMap((index) => records[index] ?? [])) await deliver(storage, record)
    expectSame(await storage.transaction('tenant', ({ documents }) => documents.deliveries(document)), records, 'the deliveries')
    await expectFailure('storage.conflict', 'another one in a place that is taken', () => deliver(storage, sampleDelivery(2, { state: 'failed' })))
    await expectFailure('storage.conflict', 'one that is not the next', () => deliver(storage, sampleDelivery(4)))
  }),

  storageCase('statuses and deliveries of other tenants do not exist', async (storage) => {
    await storage.transaction('other', async ({ documents }) => {
      await documents.appendStatus(sampleStatus(1))
      await documents.appendDelivery(sampleDelivery(1))
    })
    await storage.transaction('tenant', async ({ documents }) => {
      expectSame([await documents.statuses(document), await documents.deliveries(document)], [[], []], 'what is seen')
    })
    await append(storage, sampleStatus(1, { actor: 'bob' }))
  }),
]
