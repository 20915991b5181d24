import { checkText, fail, type Hash } from '@farthing/core'
import type { InvoiceEvidence } from '@farthing/ledger'
import type { SealedUsage, Stores } from '@farthing/ports'

/** @throws `invoice.unknown` */
export async function loadEvidence(stores: Stores, invoice: Hash): Promise<InvoiceEvidence> {
  const evidence = await stores.documents.evidence(checkText(invoice, { field: 'invoice' }))
  return evidence ?? fail('invoice.unknown', { field: 'invoice', because: `is ${JSON.stringify(invoice)}`, facts: { invoice } })
}

/** The seal of a subscription that an invoice was made from: the one of its cut. None of an invoice that was made within its period. */
export async function sealOfInvoice(stores: Stores, { invoice }: InvoiceEvidence, subscription: string): Promise<SealedUsage | undefined> {
  const interval = { from: invoice.from, to: invoice.to }
  let seal = await stores.usage.latest(subscription, interval)
  while (seal !== undefined && seal.knownAt.cut !== invoice.knownAt.cut && seal.revision > 0) {
    seal = await stores.usage.get(subscription, interval, seal.revision - 1)
  }
  return seal?.knownAt.cut === invoice.knownAt.cut ? seal : undefined
}
