import { join } from 'node:path'
import { clipInterval } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { bundleEvidence, type EvidenceBundle, type InvoiceEvidence, type UsageBoundaries } from '@farthing/ledger'
import { candidateOf, type Subscription } from '@farthing/pricing'
import type { Book } from '../input/book.js'
import { writeWholeFile } from '../output/write-whole-file.js'

/**
 * Writes an evidence bundle for each invoice, named by its number: all that explains and verifies it.
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
    await writeWholeFile(path, `${JSON.stringify(bundleOf(book, subscriptions, evidence), undefined, 2)}\n`)
  }
}

function bundleOf({ catalog }: Book, subscriptions: readonly Subscription[], evidence: InvoiceEvidence): EvidenceBundle {
  const all = subscriptions.flatMap((subscription) => {
    const plan = catalog.plans[subscription.plan]
    return plan === undefined ? [] : [candidateOf(subscription, plan)]
  })
  const own = evidence.ratings.map(({ contract }) => candidateOf(contract.subscription, contract.planVersion.content))
  const subjects = new Set(own.flatMap((candidate) => candidate.subjects))
  const names = new Set(own.flatMap(({ meters = [] }) => meters))
  const metering = {
    meters: Object.fromEntries(Object.entries(catalog.meters).filter(([name]) => names.has(name))),
    candidates: all.filter((candidate) => candidate.subjects.some((subject) => subjects.has(subject))),
  }
  return bundleEvidence({ evidence, boundaries: boundariesOf(evidence), metering }, { digest: nativeSha256 })
}

/** Subscriptions of a book keep their terms: nothing cuts their time but its start and end. */
function boundariesOf({ ratings }: InvoiceEvidence): readonly UsageBoundaries[] {
  const running = new Map(ratings.map(({ contract: { subscription }, period }) => [subscription.id, clipInterval(period, subscription)]))
  return [...running].flatMap(([subscription, interval]) => (interval === undefined ? [] : [{ subscription, cuts: [interval.from, interval.to] }]))
}
