import { fromMinorUnits } from '@farthing/core'
import type { LedgerTransaction } from '../book/ledger-transaction.js'
import type { LedgerTransactionKind } from '../book/transaction-kinds.js'
import type { KnownDocument } from './document-history.js'
import type { Mismatch } from './mismatch.js'

const issued: readonly LedgerTransactionKind[] = ['invoice_issued', 'credit_burned']

/**
 * Void documents against the book: beside its own postings, whose mirrors are looked for elsewhere, nothing is open of one. Corrections and payments that it had would be
 * owed for ever, while its period is invoiced again.
 */
export function reconcileVoid(documents: readonly KnownDocument[], transactions: readonly LedgerTransaction[]): readonly Mismatch[] {
  const open = new Map(documents.filter(({ history }) => history.isVoid === true).map(({ document }) => [document.id, 0n]))
  if (open.size === 0) return []
  const own = new Set(transactions.flatMap(({ id, kind, reference }) => (issued.includes(kind) && open.has(reference) ? [id] : [])))
  for (const { id, corrects, entries } of transactions) {
    if (own.has(id) || (corrects !== undefined && own.has(corrects))) continue
    for (const { account, item = '', amountMinor } of entries) {
      const sum = open.get(item)
      if (account.role === 'receivable' && sum !== undefined) open.set(item, sum + BigInt(amountMinor))
    }
  }
  return documents.flatMap(({ document: { id: subject, number, currency } }): readonly Mismatch[] => {
    const left = open.get(subject) ?? 0n
    if (left === 0n) return []
    const amount = fromMinorUnits(left.toString(), currency)
    return [{ kind: 'void_open', subject, ...amount, because: `${number} is void, and ${amount.amount} ${currency} is open of it` }]
  })
}
