import { join } from 'node:path'
import type { InvoiceEvidence } from '@farthing/ledger'
import { candidateOf, type Subscription } from '@farthing/pricing'
import type { Book } from '../input/book.js'
import type { InvoiceFile } from '../input/invoice-file.js'
import { writeWholeFile } from '../output/write-whole-file.js'

/**
 * Writes one file for each invoice, named by its number, with all that explains and verifies it.
 *
 * @throws `file.unwritable`; files that are complete by then stay.
 */
export async function writeInvoices(
  directory: string,
  book: Book,
  subscriptions: readonly Subscription[],
  invoices: readonly InvoiceEvidence[],
): Promise<void> {
  for (const evidence of invoices) {
    const path = join(directory, `${evidence.invoice.number}.json`)
    await writeWholeFile(path, `${JSON.stringify(invoiceFile(book, subscriptions, evidence), undefined, 2)}\n`)
  }
}

function invoiceFile({ catalog }: Book, subscriptions: readonly Subscription[], evidence: InvoiceEvidence): InvoiceFile {
  const all = subscriptions.flatMap((subscription) => {
    const plan = catalog.plans[subscription.plan]
    return plan === undefined ? [] : [candidateOf(subscription, plan)]
  })
  const own = evidence.ratings.map(({ contract }) => candidateOf(contract.subscription, contract.planVersion.content))
  const subjects = new Set(own.flatMap((candidate) => candidate.subjects))
  const names = new Set(own.flatMap(({ meters = [] }) => meters))
  return {
    format: 'invoice-file/1',
    evidence,
    meters: Object.fromEntries(Object.entries(catalog.meters).filter(([name]) => names.has(name))),
    candidates: all.filter((candidate) => candidate.subjects.some((subject) => subjects.has(subject))),
  }
}
