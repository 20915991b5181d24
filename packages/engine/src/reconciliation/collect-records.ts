import type { Hash, Instant } from '@farthing/core'
import { disputeTransactions, refundTransactions, type DocumentHistory, type IssuedInvoice, type LedgerTransaction, type ReconciliationInput } from '@farthing/ledger'
import { ratedCharges, type Charge, type RatedFrom } from '@farthing/pricing'
import { listAll, type CorrectionRecord, type PaymentContents, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { loadGrants } from '../credits/load-credits.js'
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
  const { rated, usage } = await ratedRecords(context, stores, documents, corrections)
  return {
    tenant: context.tenant,
    at,
    usage,
    rated,
    charges: await newestCharges(stores, histories, chargesOfLooks(context, corrections)),
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

/** What was rated for documents, and then for their corrections: a correction comes after every document of its period. */
async function ratedRecords(
  context: BillingContext,
  stores: Stores,
  documents: readonly IssuedInvoice[],
  corrections: readonly CorrectionRecord[],
): Promise<Pick<ReconciliationInput, 'rated' | 'usage'>> {
  const rated: RatedFrom[] = []
  const usage: ReconciliationInput['usage'][number][] = []
  for (const { id } of documents) {
    const evidence = await stores.documents.evidence(id)
    if (evidence === undefined) continue
    rated.push(evidence)
    usage.push(...(await usageOfSeals(context, stores, evidence)))
  }
  return { rated: [...rated, ...corrections.flatMap(({ evidence }) => evidence ?? [])], usage }
}

/** What looks at invoices rated, also where it came to no line: a look that finds no difference has no target, and a target may leave out what costs nothing. */
function chargesOfLooks(context: BillingContext, corrections: readonly CorrectionRecord[]): readonly Hash[] {
  return corrections.flatMap(({ evidence }) => (evidence === undefined ? [] : ratedCharges(evidence, context).map(({ chargeKey }) => chargeKey)))
}

async function newestCharges(stores: Stores, histories: readonly DocumentHistory[], rated: readonly Hash[]): Promise<readonly Charge[]> {
  const keys = new Set<Hash>([...histories.flatMap(({ billable = [] }) => billable), ...rated])
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
