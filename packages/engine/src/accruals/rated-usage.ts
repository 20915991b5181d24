import type { Hash } from '@farthing/core'
import type { LedgerTransaction } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import { listAll, type CorrectionRecord, type RatingRun, type Stores } from '@farthing/ports'
import { bookOf } from '../ledger/account-book.js'

/** A rated charge with everything that leads from it and to it. */
export interface RatedUsage {
  readonly chargeKey: Hash
  readonly account: string
  /** The newest rating; what a document bills is the revision that stands on it. */
  readonly charge: Charge
  readonly revision: number
  /** Every document that bills it, or will: by id bytes. */
  readonly documents: readonly RatedDocument[]
}

export interface RatedDocument {
  /** Known before it is issued. */
  readonly document: Hash
  /** The last rating for it. */
  readonly run: Hash
  /** Absent until it is issued. */
  readonly number?: string
  /** Ids of ledger transactions: accruals of its period and their reversal, then the document's own, by booking time. */
  readonly postings: readonly Hash[]
  /** What corrected it since, in order; empty where nothing did. */
  readonly corrections: readonly RatedCorrection[]
  /** Ids of ledger transactions that settle it or open it again, by booking time. */
  readonly settlements: readonly Hash[]
}

export interface RatedCorrection {
  /** Of the correction: what its posting refers to. */
  readonly correction: Hash
  /** Number of its credit note or supplementary invoice, where it has one. */
  readonly number?: string
  /** Absent where it moves nothing in the book. */
  readonly posting?: Hash
}

export interface RatedUsageScope {
  readonly account: string
  /** Of one document: what a posting refers to, and what a payment settles. Of all unless given. */
  readonly document?: Hash
  /** Of one subscription; of all unless given. */
  readonly subscription?: string
}

/** What was rated for an account, whether or not it is billed yet, by document and charge key. `O(book of the account)`. */
export async function listRatedUsage(stores: Stores, { account, document, subscription }: RatedUsageScope): Promise<readonly RatedUsage[]> {
  const runs = new Map<Hash, RatingRun>()
  for (const run of await listAll((page) => stores.ratingRuns.list({ account }, page))) {
    if (document === undefined || run.document === document) runs.set(run.document, run)
  }
  const book = await bookOf(stores, account)
  const keys = new Set([...runs.values()].flatMap(({ charges }) => charges.map(({ chargeKey }) => chargeKey)))
  const rated: RatedUsage[] = []
  for (const key of keys) {
    const found = await describe(stores, key, book)
    if (found !== undefined && (subscription === undefined || found.charge.subscription === subscription)) rated.push(found)
  }
  return rated
}

/** One charge, by its key. */
export async function getRatedUsage(stores: Stores, chargeKey: Hash): Promise<RatedUsage | undefined> {
  const [document] = await stores.ratingRuns.documentsOf(chargeKey)
  const run = document === undefined ? undefined : await stores.ratingRuns.latest(document)
  return run && describe(stores, chargeKey, await bookOf(stores, run.account))
}

async function describe(stores: Stores, chargeKey: Hash, book: readonly LedgerTransaction[]): Promise<RatedUsage | undefined> {
  const head = await stores.charges.head(chargeKey)
  const documents: RatedDocument[] = []
  let account: string | undefined
  for (const document of await stores.ratingRuns.documentsOf(chargeKey)) {
    const run = await stores.ratingRuns.latest(document)
    if (run === undefined) continue
    account ??= run.account
    documents.push(anchorsOf(run, { number: (await stores.documents.get(document))?.number, corrections: await stores.corrections.records(document) }, book))
  }
  return head && account !== undefined ? { chargeKey, account, charge: head.charge, revision: head.revision, documents } : undefined
}

interface LaterRecords {
  readonly number: string | undefined
  readonly corrections: readonly CorrectionRecord[]
}

function anchorsOf({ id, document }: RatingRun, { number, corrections: looks }: LaterRecords, book: readonly LedgerTransaction[]): RatedDocument {
  const ofDocument = (reference: string): readonly Hash[] => book.filter((transaction) => transaction.reference === reference).map((transaction) => transaction.id)
  const corrections = looks.flatMap(({ correction, note }): readonly RatedCorrection[] => {
    if (correction === undefined) return []
    const [posting] = ofDocument(correction.id)
    return [{ correction: correction.id, ...(note !== undefined && { number: note.number }), ...(posting !== undefined && { posting }) }]
  })
  const own = new Set([document, ...corrections.map(({ correction }) => correction)])
  const isSettlement = ({ reference, entries }: LedgerTransaction): boolean => !own.has(reference) && entries.some(({ account, item }) => account.role === 'receivable' && item === document)
  return {
    document,
    run: id,
    ...(number !== undefined && { number }),
    postings: ofDocument(document),
    corrections,
    settlements: book.filter(isSettlement).map((transaction) => transaction.id),
  }
}
