import { compareBytes, fail, type CurrencyCode, type Hash, type Interval } from '@farthing/core'
import type { LedgerTransaction } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import { listAll, type CorrectionRecord, type Page, type PageRequest, type RatingRun, type Stores } from '@farthing/ports'
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

/** Whose charges, and conditions that must hold together. */
export interface RatedUsageScope {
  readonly account: string
  /** Of one document: what a posting refers to, and what a payment settles. */
  readonly document?: Hash
  readonly subscription?: string
  /** What its last rating priced; a fee has none. */
  readonly meter?: string
  /** Of the document. */
  readonly currency?: CurrencyCode
  /** Of documents whose period shares an instant with this interval. */
  readonly within?: Interval
}

/**
 * What was rated for an account, whether or not it is billed yet, by charge key bytes. `O(book of the account)` for a page.
 *
 * @throws `filter.invalid`, the `text.*`, `money.*`, `time.*` and `period.*` codes; `storage.page_invalid`
 */
export async function listRatedUsage(stores: Stores, { account, ...conditions }: RatedUsageScope, { limit = 100, cursor }: PageRequest = {}): Promise<Page<RatedUsage>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
  if (cursor !== undefined && !/^[0-9a-f]{64}$/.test(cursor)) fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
  const runs = new Map<Hash, RatingRun>()
  for (const run of await listAll((page) => stores.ratingRuns.list({ account }, page))) if (isRunMeant(run, conditions)) runs.set(run.document, run)
  const charges = [...runs.values()].flatMap((run) => run.charges).filter(({ meter }) => conditions.meter === undefined || meter === conditions.meter)
  const keys = [...new Set(charges.map(({ chargeKey }) => chargeKey))].filter((key) => cursor === undefined || key > cursor).sort(compareBytes)
  const book = keys.length === 0 ? [] : await bookOf(stores, account)
  const found: RatedUsage[] = []
  for (const key of keys) {
    const rated = await describe(stores, key, book)
    if (rated !== undefined && (conditions.subscription ?? rated.charge.subscription) === rated.charge.subscription) found.push(rated)
    if (found.length > limit) break
  }
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return last === undefined || found.length <= limit ? { items } : { items, next: last.chargeKey }
}

function isRunMeant(run: RatingRun, { document = run.document, currency = run.currency, within = run }: Omit<RatedUsageScope, 'account'>): boolean {
  return run.document === document && run.currency === currency && run.from < within.to && within.from < run.to
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
