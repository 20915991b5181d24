import type { Digest } from '@farthing/core'
import { invoiceMoved, moveInvoice, type InvoiceMove, type InvoiceStatus, type InvoiceStatusRecord, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { tell } from '../../outbox/tell.js'

/**
 * Takes a document to its next status and tells others, in the transaction of what moved it. The same cause with the same reference again changes nothing.
 * A clock that went back does not stop it: the step has the time of the last one then.
 *
 * @throws `invoice.transition`; `storage.conflict` when another step has come between
 */
export async function moveDocument(stores: Stores, invoice: IssuedInvoice, move: InvoiceMove, digest?: Digest): Promise<InvoiceStatusRecord> {
  return moveFrom(await stores.documents.statuses(invoice.id), stores, invoice, { move, ...(digest === undefined ? {} : { digest }) })
}

/** Takes a document that this transaction has just kept to its first status. The place of that is taken where it is not the first. */
export function startDocument(stores: Stores, invoice: IssuedInvoice, move: InvoiceMove, digest?: Digest): Promise<InvoiceStatusRecord> {
  return moveFrom([], stores, invoice, { move, ...(digest === undefined ? {} : { digest }) })
}

interface Moved {
  readonly move: InvoiceMove
  readonly digest?: Digest
}

async function moveFrom(history: readonly InvoiceStatusRecord[], stores: Stores, invoice: IssuedInvoice, { move, digest }: Moved): Promise<InvoiceStatusRecord> {
  const last = history.at(-1)
  const record = moveInvoice(invoice, history, last !== undefined && last.at > move.at ? { ...move, at: last.at } : move)
  if (record.revision <= history.length) return record
  await stores.documents.appendStatus(record)
  if (record.from !== record.to || !quiet.includes(record.to)) await tell(stores, invoiceMoved(invoice, record, digest))
  return record
}

/** Who was told that a document is issued or paid is not told so again by what leaves it at that: the note or the refund is told by itself. */
const quiet: readonly InvoiceStatus[] = ['issued', 'paid', 'credited']
