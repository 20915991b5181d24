import type { JsonObject, KnownAt } from '@farthing/core'
import type { InvoiceContent } from './invoice.js'

/** An invoice as the plain JSON that it is, with the lines apart. */
export interface InvoiceJson {
  readonly head: JsonObject
  readonly lines: readonly JsonObject[]
}

/** Nothing is copied, lost or added. */
export function invoiceJson(invoice: InvoiceContent & { readonly knownAt?: KnownAt }): InvoiceJson {
  const { lines, ...head } = invoice
  return { head: plain(head), lines: lines.map((line) => plain(line)) }
}

/** The type of a record without the interfaces that it is made of, which have no index signature: what tells the compiler that it is JSON. */
type Plain<T> = T extends readonly (infer Item)[] ? readonly Plain<Item>[] : T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T

function plain<T extends object>(record: T): Plain<T>
function plain(record: object): object {
  return record
}
