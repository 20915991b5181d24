import { hashContent, type Digest, type Hash } from '@farthing/core'
import type { InvoiceContent, IssuedInvoice } from './invoice.js'
import { invoiceJson } from './invoice-json.js'

/** Hash of what an invoice says: `invoice-content/1` over the canonical JSON of its head and of each line. */
export function contentHashOf(content: InvoiceContent, digest?: Digest): Hash {
  const { head, lines } = invoiceJson(content)
  return hashContent('invoice-content/1', [head, ...lines], digest)
}

/** Hash of a whole issued document but the hash itself: `invoice-document/1`, over head and lines alike. */
export function documentHashOf(document: Omit<IssuedInvoice, 'documentHash'>, digest?: Digest): Hash {
  const { head, lines } = invoiceJson(document)
  return hashContent('invoice-document/1', [head, ...lines], digest)
}
