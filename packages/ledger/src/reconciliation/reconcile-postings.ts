import { failureOf, fromMinorUnits, type Digest, type Failure, type Hash } from '@farthing/core'
import { postInvoice } from '../book/postings/post-invoice.js'
import { postSettlements } from '../book/postings/post-settlements.js'
import type { LedgerTransaction, PostingOptions } from '../book/ledger-transaction.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { Mismatch } from './mismatch.js'

/** Documents against the book: each invoice has exactly the postings that follow from it, and no posting of an invoice is without one. */
export function reconcilePostings(documents: readonly IssuedInvoice[], book: ReadonlyMap<Hash, LedgerTransaction>, digest?: Digest): readonly Mismatch[] {
  const options = digest === undefined ? {} : { digest }
  const known = new Set(documents.map(({ id }) => id))
  const mismatches: Mismatch[] = []
  for (const document of documents) {
    const subject = document.id
    const expected = postingsOf(document, options)
    if ('code' in expected) {
      mismatches.push({ kind: 'document_inconsistent', subject, amount: document.totals.payable, currency: document.currency, because: expected.message })
      continue
    }
    for (const posting of expected) {
      const recorded = book.get(posting.id)
      if (recorded === undefined) mismatches.push({ kind: 'document_unposted', subject, ...volumeOf(posting), because: `${document.number} has no posting ${posting.kind}` })
      else if (!sameEntries(posting, recorded)) mismatches.push({ kind: 'posting_differs', subject, ...volumeOf(recorded), because: `${document.number} is posted otherwise than it reads` })
    }
  }
  for (const transaction of book.values()) {
    if (transaction.kind !== 'invoice_issued' || known.has(transaction.reference)) continue
    mismatches.push({ kind: 'posting_without_document', subject: transaction.id, ...volumeOf(transaction), because: `posts invoice ${transaction.reference}, which does not exist` })
  }
  return mismatches
}

/** What follows from a document, or why nothing does: its totals are not those of its parts. */
function postingsOf(document: IssuedInvoice, options: PostingOptions): readonly LedgerTransaction[] | Failure {
  try {
    return [postInvoice(document, options), ...postSettlements(document, options)].filter((posting) => posting !== undefined)
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
