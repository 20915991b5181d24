import { fail, type Hash } from '@farthing/core'
import type { Correction, IssuedInvoice } from '@farthing/ledger'
import type { CorrectionRecord, Stores } from '@farthing/ports'

/** An issued invoice with every look at it. */
export interface InvoiceHistory {
  readonly invoice: IssuedInvoice
  readonly records: readonly CorrectionRecord[]
  /** Those of the looks that found a difference, in their order. */
  readonly corrections: readonly Correction[]
}

/** @throws `invoice.unknown`; `correction.voided` for a document that is void, and for one that a credit note has cancelled, with its number as `cancelledBy` */
export async function loadHistory(stores: Stores, id: Hash): Promise<InvoiceHistory> {
  const invoice = (await stores.documents.get(id)) ?? fail('invoice.unknown', { field: 'invoice', because: `is ${JSON.stringify(id)}`, facts: { invoice: id } })
  const statuses = await stores.documents.statuses(id)
  if (statuses.at(-1)?.to === 'void') fail('correction.voided', { field: 'invoice', because: `is ${invoice.number}, which is void`, facts: { invoice: id } })
  await refuseContinued(stores, invoice)
  const records = await stores.corrections.records(id)
  const cancelled = records.find(({ correction }) => correction?.kind === 'void')
  if (cancelled !== undefined) {
    const cancelledBy = cancelled.note?.number ?? `correction ${cancelled.revision}`
    fail('correction.voided', { field: 'invoice', because: `is ${invoice.number}, which ${cancelledBy} has cancelled`, facts: { invoice: id, cancelledBy } })
  }
  return { invoice, records, corrections: records.flatMap(({ correction }) => correction ?? []) }
}

/** What a later document of the same period took over is corrected there. */
async function refuseContinued(stores: Stores, invoice: IssuedInvoice): Promise<void> {
  const { account, currency, side, group, sequence = 0 } = invoice
  for (const other of await stores.documents.findByPeriod(account, invoice)) {
    const continues = other.currency === currency && other.side === side && other.group === group && (other.sequence ?? 0) > sequence
    if (!continues || (await stores.documents.statuses(other.id)).at(-1)?.to === 'void') continue
    fail('correction.mismatch', { field: 'invoice', because: `is ${invoice.number}, which ${other.number} continues: correct that one`, facts: { invoice: invoice.id, continuedBy: other.id } })
  }
}

/** What a re-rating of an invoice could see last; the cut of the invoice itself before the first. */
export async function lastKnownAt(stores: Stores, { id, knownAt }: IssuedInvoice): Promise<IssuedInvoice['knownAt']> {
  const seen = (await stores.corrections.records(id)).flatMap((record) => record.knownAt ?? [])
  return seen.at(-1) ?? knownAt
}
