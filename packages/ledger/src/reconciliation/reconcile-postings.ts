import { failureOf, fromMinorUnits, type Digest, type Failure, type Hash } from '@farthing/core'
import { postCorrection } from '../book/postings/post-correction.js'
import { postInvoice } from '../book/postings/post-invoice.js'
import { postSettlements } from '../book/postings/post-settlements.js'
import type { LedgerTransaction, PostingOptions } from '../book/ledger-transaction.js'
import type { Correction } from '../corrections/correction.js'
import type { KnownDocument } from './document-history.js'
import type { Mismatch } from './mismatch.js'

/** The book as it is looked things up in. */
interface IndexedBook {
  readonly byId: ReadonlyMap<Hash, LedgerTransaction>
  /** Ids of transactions that another one takes back. */
  readonly reversed: ReadonlySet<Hash>
}

export function indexBook(transactions: readonly LedgerTransaction[]): IndexedBook {
  return {
    byId: new Map(transactions.map((transaction) => [transaction.id, transaction])),
    reversed: new Set(transactions.flatMap(({ kind, corrects }) => (kind === 'reversed' && corrects !== undefined ? [corrects] : []))),
  }
}

/**
 * Documents against the book: each invoice and each correction has exactly the postings that follow from it, what is void has them taken back and nothing
 * else has, and no posting of a document is without one.
 */
export function reconcilePostings(documents: readonly KnownDocument[], book: IndexedBook, digest?: Digest): readonly Mismatch[] {
  const options = digest === undefined ? {} : { digest }
  const corrections = documents.flatMap(({ history }) => history.corrections ?? [])
  const known = new Set([...documents.map(({ document }) => document.id), ...corrections.map(({ id }) => id)])
  return [
    ...documents.flatMap((each) => differencesOf(each, book, options)),
    ...corrections.flatMap((correction) => differencesOfCorrection(correction, book, options)),
    ...[...book.byId.values()]
      .filter(({ kind, reference }) => (kind === 'invoice_issued' || kind === 'credit_note_issued') && !known.has(reference))
      .map((transaction): Mismatch => ({ kind: 'posting_without_document', subject: transaction.id, ...volumeOf(transaction), because: `posts document ${transaction.reference}, which does not exist` })),
  ]
}

function differencesOf({ document, history }: KnownDocument, { byId, reversed }: IndexedBook, options: PostingOptions): readonly Mismatch[] {
  const { id: subject, number, totals, currency } = document
  const expected = derived(() => [postInvoice(document, options), ...postSettlements(document, options)])
  if ('code' in expected) return [{ kind: 'document_inconsistent', subject, amount: totals.payable, currency, because: expected.message }]
  return expected.flatMap((posting): readonly Mismatch[] => {
    const recorded = byId.get(posting.id)
    if (recorded === undefined) return [{ kind: 'document_unposted', subject, ...volumeOf(posting), because: `${number} has no posting ${posting.kind}` }]
    const about = { subject, ...volumeOf(recorded) }
    if (!sameEntries(posting, recorded)) return [{ kind: 'posting_differs', ...about, because: `${number} is posted otherwise than it reads` }]
    if (reversed.has(recorded.id) === (history.isVoid === true)) return []
    return history.isVoid === true
      ? [{ kind: 'void_posted', ...about, because: `${number} is void, and its posting ${posting.kind} is not taken back` }]
      : [{ kind: 'posting_reversed', ...about, because: `${number} stands, and its posting ${posting.kind} is taken back` }]
  })
}

function differencesOfCorrection(correction: Correction, { byId }: IndexedBook, options: PostingOptions): readonly Mismatch[] {
  const { id: subject, totals, currency, invoice } = correction
  const expected = derived(() => [postCorrection(correction, correction.at, options)])
  if ('code' in expected) return [{ kind: 'document_inconsistent', subject, amount: totals.gross, currency, because: expected.message }]
  return expected.flatMap((posting): readonly Mismatch[] => {
    const recorded = byId.get(posting.id)
    if (recorded === undefined) return [{ kind: 'correction_unposted', subject, ...volumeOf(posting), because: `corrects ${invoice.number} and has no posting ${posting.kind}` }]
    if (sameEntries(posting, recorded)) return []
    return [{ kind: 'posting_differs', subject, ...volumeOf(recorded), because: `corrects ${invoice.number} and is posted otherwise than it reads` }]
  })
}

/** What follows from a document, or why nothing does: its totals are not those of its parts. */
function derived(postings: () => readonly (LedgerTransaction | undefined)[]): readonly LedgerTransaction[] | Failure {
  try {
    return postings().filter((posting) => posting !== undefined)
  } catch (error) {
    return failureOf(error)
  }
}

/** Whether two transactions move the same, whatever their day: that may be the first open one. */
function sameEntries(a: LedgerTransaction, b: LedgerTransaction): boolean {
  const textOf = ({ entries }: LedgerTransaction) => entries.map(({ account, currency, amountMinor, item }) => [account.role, account.account, account.routing, currency, amountMinor, item].join('\u0000')).sort()
  const [left, right] = [textOf(a), textOf(b)]
  return left.length === right.length && left.every((text, index) => text === right[index])
}

/** Σ of debits in the currency of the first entry: how much a transaction is about. */
export function volumeOf({ entries }: LedgerTransaction): Pick<Mismatch, 'amount' | 'currency'> {
  const currency = entries[0]?.currency ?? ''
  let sum = 0n
  for (const entry of entries) if (entry.currency === currency && !entry.amountMinor.startsWith('-')) sum += BigInt(entry.amountMinor)
  return fromMinorUnits(sum.toString(), currency)
}
