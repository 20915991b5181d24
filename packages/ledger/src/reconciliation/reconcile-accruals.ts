import { fromMinorUnits, type CurrencyCode, type Hash } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { Mismatch } from './mismatch.js'
import { volumeOf } from './reconcile-postings.js'

/** A rating of what a document bills, or will bill. */
export interface RunRecord {
  readonly id: Hash
  readonly document: Hash
}

/** Rating runs against the book: each accrual names the run that it follows from, and nothing stays accrued of a document that is issued. */
export function reconcileAccruals(runs: readonly RunRecord[], documents: readonly IssuedInvoice[], transactions: readonly LedgerTransaction[]): readonly Mismatch[] {
  const known = new Map(runs.map(({ id, document }) => [id, document]))
  const strangers = transactions
    .filter(({ kind, key, reference }) => kind === 'usage_accrued' && known.get(key) !== reference)
    .map((posting): Mismatch => ({ kind: 'accrual_without_run', subject: posting.id, ...volumeOf(posting), because: `accrues for ${posting.reference}, which no rating run says` }))
  return [...strangers, ...documents.flatMap((document) => leftOf(document, transactions))]
}

function leftOf({ id, number }: IssuedInvoice, transactions: readonly LedgerTransaction[]): readonly Mismatch[] {
  const sums = new Map<CurrencyCode, bigint>()
  for (const { reference, entries } of transactions) {
    if (reference !== id) continue
    for (const { account, currency, amountMinor } of entries) if (account.role === 'accrued_receivable') sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amountMinor))
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([currency, sum]) => ({ kind: 'accrual_open', subject: id, ...fromMinorUnits(sum.toString(), currency), because: `${number} is issued, and its usage is accrued still` }))
}
