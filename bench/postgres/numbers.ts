import { postgres } from '@farthing/adapters-pg'
import { assembleInvoice, type IssuedInvoice } from '@farthing/ledger'
import type { Storage } from '@farthing/ports'
import type { Figure } from '../bench.js'
import { sampleInvoices } from '../invoicing/sample-invoices.js'
import { perSecond } from '../ledger/per-second.js'
import { withBenchServer } from './bench-server.js'

const single = 1_000
const batch = 200
const batches = 40
const connections = 8

/** Documents of three lines that wait for their numbers: what assembling costs is another bench. */
function sampleDocuments(from: number, count: number): readonly IssuedInvoice[] {
  return sampleInvoices(1, 3).flatMap((input) => {
    const draft = assembleInvoice({ ...input, terms: {} })
    const hash = '0'.repeat(64)
    const issued = { ...draft, id: '', number: '', series: 'INV', issuedAt: draft.to, evidenceHash: hash, documentHash: hash }
    return Array.from({ length: count }, (_, index) => ({ ...issued, id: `invoice-${from + index}`, account: `account-${from + index}` }))
  })
}

const numbered = (document: IssuedInvoice, number = 0): IssuedInvoice => ({ ...document, number: `INV-${String(number).padStart(8, '0')}` })

/** Draws a number and keeps its document, in one transaction. */
async function keep(storage: Storage, document: IssuedInvoice): Promise<void> {
  await storage.transaction('bench', async (stores) => {
    await stores.documents.put(numbered(document, await stores.documents.nextNumber('INV')))
  })
}

/** Draws the numbers of many documents and keeps them, in one transaction. */
async function keepAll(storage: Storage, documents: readonly IssuedInvoice[]): Promise<void> {
  await storage.transaction('bench', async (stores) => {
    const numbers = await stores.documents.nextNumbers('INV', documents.length)
    await stores.documents.putAll(documents.map((document, index) => numbered(document, numbers[index])))
  })
}

/** Gapless numbers on one series, through the document store: each transaction waits for the one that drew before it. */
export function numberInPostgres(): Promise<readonly Figure[]> {
  return withBenchServer(connections, async (pool) => {
    const storage = postgres(pool)
    const documents = sampleDocuments(0, single + batches * batch)
    const one = await perSecond(single, connections, async (piece) => {
      for (const document of documents.slice(piece, piece + 1)) await keep(storage, document)
    })
    const many = await perSecond(batches, connections, (piece) => keepAll(storage, documents.slice(single + piece * batch, single + (piece + 1) * batch)))
    const { rows } = await pool.query<{ gapless: boolean }>(`SELECT count(*) = max(substr(number, 5)::int) AS gapless FROM farthing.invoice`)
    if (rows[0]?.gapless !== true) throw new Error('numbers have a gap')
    return [
      { name: `documents with numbers, one by one, ${connections} connections`, value: one, unit: 'documents/s' },
      { name: `documents with numbers, ${batch} in a transaction`, value: many * batch, unit: 'documents/s' },
    ]
  })
}
