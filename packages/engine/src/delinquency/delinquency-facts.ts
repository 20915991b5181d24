import { addAll, calendarDaysBetween, compareBytes, fromMinorUnits, instantOfLocal, signOf, type Hash, type Instant } from '@farthing/core'
import { disputeState, openItems, type DelinquencyFacts, type Dispute, type LedgerTransaction, type OpenItem, type OverdueDocument } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { invoiceStanding } from '../invoices/lifecycle/invoice-standing.js'
import { bookOf } from '../ledger/account-book.js'
import { activeRestrictions } from './keep-restriction.js'

/** What an account owes by documents that are due, contests, and has used up. `O(book of the account)`. */
export async function delinquencyFacts(stores: Stores, account: string, at: Instant): Promise<DelinquencyFacts> {
  const book = await bookOf(stores, account)
  const disputes = (await listAll((page) => stores.payments.list('dispute', { account }, page))).map(({ content }) => content)
  const open = disputes.filter((dispute) => disputeState(dispute).outcome === undefined)
  const lost = disputes.filter((dispute) => disputeState(dispute).outcome === 'lost')
  const contested = { disputed: documentsOf(open), disputeLost: documentsOf(lost) }
  const overdue: OverdueDocument[] = []
  // One call at a time: a transaction has one connection.
  for (const claim of claimsOf(book, account)) {
    const document = await overdueDocument(stores, claim, { at, ...contested })
    if (document !== undefined) overdue.push(document)
  }
  const depleted = (await activeRestrictions(stores, account)).flatMap(({ reason }) => (reason.code === 'credit_depleted' ? reason.references : []))
  return {
    overdue: overdue.sort((a, b) => compareBytes(a.dueDate ?? '', b.dueDate ?? '') || compareBytes(a.document, b.document)),
    openDisputes: open.map(({ id }) => id),
    depleted,
  }
}

interface Claim {
  /** Of the document, or of what else is open. */
  readonly id: Hash
  /** What the book has open of it, by currency: a debit is positive. */
  readonly open: readonly OpenItem[]
}

/** What is open, and documents of which something was given up. */
function claimsOf(book: readonly LedgerTransaction[], account: string): readonly Claim[] {
  const claims = new Map<Hash, OpenItem[]>(book.filter(({ kind }) => kind === 'written_off').map(({ reference }) => [reference, []]))
  for (const open of openItems(book, { role: 'receivable', account })) {
    if (open.item !== undefined) claims.set(open.item, [...(claims.get(open.item) ?? []), open])
  }
  return [...claims].map(([id, open]) => ({ id, open }))
}

interface ClaimContext {
  readonly at: Instant
  readonly disputed: ReadonlySet<string>
  readonly disputeLost: ReadonlySet<string>
}

/** `undefined` for what is no document, is paid, is not due, or stands to the credit of the account. */
async function overdueDocument(stores: Stores, { id, open }: Claim, { at, ...contested }: ClaimContext): Promise<OverdueDocument | undefined> {
  const document = await stores.documents.get(id)
  if (document === undefined) return undefined
  const { currency, dueDate, number, zone } = document
  const standing = await invoiceStanding(stores, id)
  const uncollectible = standing?.status === 'uncollectible'
  const disputeLost = contested.disputeLost.has(id)
  const daysOverdue = dueDate === undefined ? 0 : calendarDaysBetween(instantOfLocal(dueDate, zone), at, zone)
  if (daysOverdue < 1 && !disputeLost && !uncollectible) return undefined
  const owed = addAll(open.filter((item) => item.currency === currency).map(({ amountMinor }) => fromMinorUnits(amountMinor, currency).amount))
  // The book has nothing open of what was given up.
  const amount = uncollectible ? standing.open : owed
  if (signOf(amount) <= 0) return undefined
  return { document: id, number, ...(dueDate === undefined ? {} : { dueDate }), daysOverdue, open: { amount, currency }, disputed: contested.disputed.has(id), disputeLost, uncollectible }
}

function documentsOf(disputes: readonly Dispute[]): ReadonlySet<string> {
  return new Set(disputes.flatMap(({ parts }) => parts.flatMap(({ to, item }) => (to === 'document' ? [item] : []))))
}
