import { addMoney, compareBytes, hashContent, isZero, money, negateMoney, toMinorUnits, type Digest, type Money } from '@farthing/core'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { ledgerTransaction, type LedgerAccount, type LedgerEntry, type LedgerTransaction } from './ledger-transaction.js'

/**
 * The posting of an issued invoice: what the account owes is debited to its receivable, the rounded lines are credited to revenue
 * by product (lines without one share the revenue account without routing).
 *
 * Balanced by construction, because totals are identities over rounded lines. Entries that would be zero are left out; an invoice
 * that leaves none (nothing was due) has no posting and gives `undefined`. The id is derived from the invoice: posting twice
 * gives the same transaction.
 */
export function postInvoice(invoice: IssuedInvoice, digest?: Digest): LedgerTransaction | undefined {
  const { tenant, account, currency, totals } = invoice
  const entries = [
    ...entryOf({ role: 'receivable', account }, money(totals.payable, currency)),
    ...revenueByProduct(invoice).flatMap(({ product, earned }) =>
      entryOf({ role: 'revenue', ...(product === undefined ? {} : { routing: product }) }, negateMoney(earned)),
    ),
  ]
  if (entries.length === 0) return undefined
  return ledgerTransaction({
    id: hashContent('ledger-transaction/1', [tenant, 'invoice_issued', invoice.id], digest),
    tenant,
    kind: 'invoice_issued',
    reference: invoice.id,
    bookedAt: invoice.issuedAt,
    entries,
  })
}

interface ProductRevenue {
  readonly product: string | undefined
  readonly earned: Money
}

/** Without product first, then by product bytes. */
function revenueByProduct({ lines, currency }: IssuedInvoice): readonly ProductRevenue[] {
  const sums = new Map<string | undefined, Money>()
  for (const line of lines) {
    const amount = money(line.amount, currency)
    const sum = sums.get(line.product)
    sums.set(line.product, sum === undefined ? amount : addMoney(sum, amount))
  }
  return [...sums]
    .map(([product, earned]) => ({ product, earned }))
    .sort((a, b) => compareBytes(a.product ?? '', b.product ?? ''))
}

function entryOf(account: LedgerAccount, amount: Money): readonly LedgerEntry[] {
  return isZero(amount.amount) ? [] : [{ account, currency: amount.currency, amountMinor: toMinorUnits(amount) }]
}
