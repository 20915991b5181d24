import { compareBytes, isZero, usageDigest, type Hash, type Instant, type UsageBucket } from '@farthing/core'
import {
  chargesOn, disputeTransactions, refundTransactions,
  type DocumentHistory, type DocumentRating, type InvoiceEvidence, type IssuedInvoice, type LedgerTransaction, type ReconciliationInput,
} from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import { listAll, type CorrectionRecord, type PaymentContents, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadGrants } from '../credits/load-credits.js'
import { isInAdvance } from '../invoices/document-place.js'
import { bookOf } from '../ledger/account-book.js'
import { usageOfSeals } from './usage-of-seal.js'

/**
 * Every record of one account, as of one moment: the lock of the account keeps whoever issues, pays or corrects from coming between two reads. Cost: the whole
 * history of the account, in memory.
 */
export async function collectRecords(context: BillingContext, stores: Stores, { account, at }: { readonly account: string; readonly at: Instant }): Promise<ReconciliationInput> {
  await stores.accounts.lock(account)
  const documents = await listAll((page) => stores.documents.list({ account }, page))
  const corrections = await listAll((page) => stores.corrections.list({ account }, page))
  const runs = await listAll((page) => stores.ratingRuns.list({ account }, page))
  const histories: DocumentHistory[] = []
  for (const document of documents) histories.push(await historyOf(stores, document, corrections))
  const book = await bookOf(stores, account)
  const refunds = await contentsOf(stores, 'refund', account)
  const disputes = await contentsOf(stores, 'dispute', account)
  const expected = [...refunds.flatMap((refund) => refundTransactions(refund, context)), ...disputes.flatMap((dispute) => disputeTransactions(dispute, context))]
  const looks = await looksAt(stores, documents, corrections)
  const rated = looks.map(ratedOn)
  return {
    tenant: context.tenant,
    at,
    usage: await billedUsage(context, stores, looks),
    rated,
    charges: await newestCharges(context, stores, histories, rated),
    documents,
    histories,
    runs,
    grants: await loadGrants(stores, { account }),
    transactions: [...book, ...(await postingsBetween(stores, book, expected))],
    sessions: await contentsOf(stores, 'session', account),
    refunds,
    disputes,
  }
}

/** Money that only moves between a provider's accounts names no billing account: such postings are found by what they follow from. */
async function postingsBetween(stores: Stores, book: readonly LedgerTransaction[], expected: readonly LedgerTransaction[]): Promise<readonly LedgerTransaction[]> {
  const known = new Set(book.map(({ id }) => id))
  const found: LedgerTransaction[] = []
  for (const { id } of expected) {
    const recorded = known.has(id) ? undefined : await stores.ledger.get(id)
    if (recorded !== undefined) found.push(recorded)
  }
  return found
}

async function historyOf(stores: Stores, { id }: IssuedInvoice, records: readonly CorrectionRecord[]): Promise<DocumentHistory> {
  const isVoid = (await stores.documents.statuses(id)).at(-1)?.to === 'void'
  const run = await stores.ratingRuns.latest(id)
  const own = records.filter(({ invoice }) => invoice === id)
  return { document: id, isVoid, corrections: own.flatMap(({ correction }) => correction ?? []), billable: run?.charges.map(({ chargeKey }) => chargeKey) ?? [] }
}

interface Look {
  readonly at: Instant
  readonly document: IssuedInvoice
  readonly evidence: Pick<InvoiceEvidence, 'ratings' | 'accountRatings' | 'terms'>
}

/** What was rated for documents and for their corrections, in the order in which it was: of two ratings of one charge the later one counts. */
async function looksAt(stores: Stores, documents: readonly IssuedInvoice[], corrections: readonly CorrectionRecord[]): Promise<readonly Look[]> {
  const looks: Look[] = []
  for (const document of documents) {
    const evidence = await stores.documents.evidence(document.id)
    if (evidence !== undefined) looks.push({ at: document.issuedAt, document, evidence })
    looks.push(...corrections.flatMap(({ invoice, at, evidence: again }) => (invoice === document.id && again !== undefined ? [{ at, document, evidence: again }] : [])))
  }
  return looks.sort((a, b) => compareBytes(a.at, b.at))
}

/** The charges of what others bill, such as usage beside fees in advance, are not of this document. */
function ratedOn({ document: { from, to, side, group, advance }, evidence: { ratings, accountRatings, terms } }: Look): DocumentRating {
  const place = { from, to, ...(side && { side }), ...(group !== undefined && { group }), ...(advance && { advance }), ...(terms?.grouping && { grouping: terms.grouping }) }
  return { ratings, ...(accountRatings && { accountRatings }), on: place }
}

/**
 * Sealed usage of periods that were billed to their end: what is only billed in advance or within its period is not rated to its end yet. In the windows of the document that
 * did, or of a later look where terms have changed since and it was sealed again.
 */
async function billedUsage(context: BillingContext, stores: Stores, looks: readonly Look[]): Promise<ReconciliationInput['usage']> {
  const digestOf = (one: UsageBucket): Hash => usageDigest([one], context.digest)
  const read = new Set(looks.flatMap(({ evidence }) => evidence.ratings.flatMap(({ facts }) => facts.usage)).map(digestOf))
  const periods = new Map<string, Look[]>()
  for (const look of looks) {
    const { from, to, group, issuedAt } = look.document
    const own = periods.get(`${from} ${to}`)
    if (own !== undefined) own.push(look)
    else if (issuedAt >= to && !isInAdvance(group)) periods.set(`${from} ${to}`, [look])
  }
  const usage: UsageBucket[] = []
  for (const own of periods.values()) {
    let found: readonly UsageBucket[] | undefined
    for (const { document, evidence } of own) {
      const cut = await usageOfSeals(context, stores, { period: document, ratings: evidence.ratings })
      found ??= cut
      if (!cut.every((one) => isZero(one.quantity) || read.has(digestOf(one)))) continue
      found = cut
      break
    }
    usage.push(...(found ?? []))
  }
  return usage
}

async function newestCharges(context: BillingContext, stores: Stores, histories: readonly DocumentHistory[], rated: readonly DocumentRating[]): Promise<readonly Charge[]> {
  const given = rated.flatMap((each) => chargesOn(each, context).map(({ chargeKey }) => chargeKey))
  const keys = new Set<Hash>([...histories.flatMap(({ billable = [] }) => billable), ...given])
  const charges: Charge[] = []
  for (const key of keys) {
    const head = await stores.charges.head(key)
    if (head !== undefined) charges.push(head.charge)
  }
  return charges
}

async function contentsOf<K extends 'session' | 'refund' | 'dispute'>(stores: Stores, kind: K, account: string): Promise<readonly PaymentContents[K][]> {
  return (await listAll((page) => stores.payments.list(kind, { account }, page))).map(({ content }) => content)
}
