import type { Billing } from '@farthing/engine'
import type { InvoiceEvidence, LedgerBalance } from '@farthing/ledger'

/** What an account owes, per currency. */
export interface AccountBalance {
  readonly account: string
  readonly receivable: readonly LedgerBalance[]
}

/** The receivable of each invoiced account, in the order of its first invoice. */
export async function ledgerBalances(billing: Billing, invoices: readonly InvoiceEvidence[]): Promise<readonly AccountBalance[]> {
  const accounts = [...new Set(invoices.map(({ invoice }) => invoice.account))]
  return Promise.all(accounts.map(async (account) => ({ account, receivable: await billing.ledger.balance({ role: 'receivable', account }) })))
}
