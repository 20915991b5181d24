import { beancountFile, hledgerJournal, ledgerCsv, revenueByPeriod, type LedgerTransaction, type RevenueRow } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import type { BillingContext } from '../context.js'

export interface ExportBook {
  /** `hledger` and `beancount` assert every balance; `csv` has a line for each entry. */
  readonly format: 'hledger' | 'beancount' | 'csv'
}

const writers: { readonly [format in ExportBook['format']]: (book: readonly LedgerTransaction[]) => Iterable<string> } = {
  hledger: hledgerJournal,
  beancount: beancountFile,
  csv: ledgerCsv,
}

/** The whole book as text, line by line, for another program to check or to take in. Holds the book in memory, because a balance depends on all before it. */
export async function* exportBook(context: BillingContext, { format }: ExportBook): AsyncIterable<string> {
  yield* writers[format](await wholeBook(context))
}

/** Revenue by period of the books, product and currency. */
export async function revenueOf(context: BillingContext, unit: 'year' | 'month' | 'day'): Promise<readonly RevenueRow[]> {
  return revenueByPeriod(await wholeBook(context), unit)
}

/** Every transaction of the tenant. */
function wholeBook({ storage, tenant }: Pick<BillingContext, 'storage' | 'tenant'>): Promise<readonly LedgerTransaction[]> {
  return storage.transaction(tenant, ({ ledger }) => listAll((page) => ledger.list(page)))
}
