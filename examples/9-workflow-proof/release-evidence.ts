import { createRequire } from 'node:module'
import { verifyBundle, verifyCorrections, type Billing } from 'farthing'
import { checkJournal } from './check-journal.js'

/** What a run leaves behind for whoever signs a release off. */
export interface ReleaseEvidence {
  readonly format: 'farthing.example/release-evidence/2'
  /** Of the library, of each plan (content hashes), of the evidence of documents. */
  readonly versions: { readonly farthing: string; readonly plans: readonly { readonly plan: string; readonly version: string }[]; readonly evidence: readonly string[] }
  readonly counts: {
    readonly accounts: number
    readonly events: number
    readonly documents: number
    readonly ledgerTransactions: number
    readonly auditRecords: number
    readonly refusals: number
  }
  readonly documents: readonly VerifiedDocument[]
  readonly ledger: { readonly sequence: number; readonly hash: string; readonly verified: boolean; readonly journal: string }
  readonly reconciliation: { readonly records: number; readonly mismatches: number }
  /** What was proved, in order, with its numbers. */
  readonly steps: readonly string[]
}

interface VerifiedDocument {
  readonly kind: 'invoice' | 'note'
  readonly number: string
  readonly payable: string
  readonly contentHash: string
  readonly verdict: string
}

/** Counts, hashes and versions of everything that there is, and a verdict on each document. */
export async function releaseEvidence(billing: Billing, steps: readonly string[]): Promise<ReleaseEvidence> {
  const journal = checkJournal((await journalOf(billing)).split('\n'))
  const { documents, formats } = await verifiedDocuments(billing)
  const { verified } = await billing.ledger.verify()
  const { sequence, hash } = await billing.ledger.head()
  const { checked, mismatches } = await billing.reconciliation.run()
  return {
    format: 'farthing.example/release-evidence/2',
    versions: { farthing: libraryVersion(), plans: await planVersions(billing), evidence: formats },
    counts: {
      accounts: (await billing.accounts.list()).items.length,
      events: (await billing.events.census()).kept,
      documents: documents.length,
      ledgerTransactions: journal.transactions,
      auditRecords: (await billing.audit.list()).items.length,
      refusals: (await billing.audit.refusals()).items.length,
    },
    documents,
    ledger: { sequence, hash, verified, journal: `${journal.transactions} transactions, each of sum zero` },
    reconciliation: { records: Object.values(checked).reduce((sum, count) => sum + count, 0), mismatches: mismatches.length },
    steps,
  }
}

/** The book in plain-text accounting. */
export async function journalOf(billing: Billing): Promise<string> {
  const parts: string[] = []
  for await (const part of billing.ledger.export({ format: 'hledger' })) parts.push(part)
  return parts.join('')
}

/** Every invoice and every note, each verified from its own bundle as somebody else would: without the database. */
async function verifiedDocuments(billing: Billing): Promise<{ readonly documents: readonly VerifiedDocument[]; readonly formats: readonly string[] }> {
  const documents: VerifiedDocument[] = []
  const formats = new Set<string>()
  for (const { id, number, totals, contentHash } of (await billing.invoices.list()).items) {
    const bundle = await billing.invoices.bundle(id)
    documents.push({ kind: 'invoice', number, payable: totals.payable, contentHash, verdict: bundle === undefined ? 'no bundle' : verifyBundle(bundle).verdict })
    const corrections = await billing.corrections.bundle(id)
    for (const each of [bundle, corrections]) if (each !== undefined) formats.add(each.format)
    const verdict = corrections === undefined ? 'no bundle' : verifyCorrections(corrections).verdict
    const notes = (await billing.corrections.ofInvoice(id)).flatMap(({ note }) => note ?? [])
    for (const note of notes) documents.push({ kind: 'note', number: note.number, payable: note.totals.payable, contentHash: note.contentHash, verdict })
  }
  return { documents, formats: [...formats].sort() }
}

async function planVersions(billing: Billing): Promise<ReleaseEvidence['versions']['plans']> {
  const { items } = await billing.catalog.plans()
  return items.flatMap(({ plan, versions }) => versions.map(({ version }) => ({ plan, version })))
}

function libraryVersion(): string {
  const { version } = createRequire(import.meta.url)('farthing/package.json') as { readonly version: string }
  return version
}
