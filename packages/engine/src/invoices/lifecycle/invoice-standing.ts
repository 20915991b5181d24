import { invoiceState, type InvoiceState, type InvoiceStatusRecord } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'

/** Where an invoice stands, and how it came there. */
export interface InvoiceStanding extends InvoiceState {
  /** By revision. */
  readonly history: readonly InvoiceStatusRecord[]
}

/** `undefined` for a document that is not there. */
export async function invoiceStanding(stores: Stores, id: string): Promise<InvoiceStanding | undefined> {
  const invoice = await stores.documents.get(id)
  if (invoice === undefined) return undefined
  const history = await stores.documents.statuses(id)
  return { ...invoiceState(invoice, history), history }
}
