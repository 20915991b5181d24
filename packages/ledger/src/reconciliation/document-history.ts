import type { Hash } from '@farthing/core'
import type { Correction } from '../corrections/correction.js'
import type { InvoiceLine, IssuedInvoice } from '../invoices/invoice.js'

/** What happened to an issued document that its body does not say. */
export interface DocumentHistory {
  /** Id of the document. */
  readonly document: Hash
  /** Made void, so that it bills nothing; not unless given. */
  readonly isVoid?: boolean
  /** In their order; none unless given. */
  readonly corrections?: readonly Correction[]
  /** Keys of the charges that it was rated to bill; what it shows unless given. */
  readonly billable?: readonly Hash[]
}

/** A document with what happened to it. */
export interface KnownDocument {
  readonly document: IssuedInvoice
  readonly history: DocumentHistory
}

/** Documents in the order of their issue. Without a history one is as it was issued. */
export function withHistories(documents: readonly IssuedInvoice[], histories: readonly DocumentHistory[] = []): readonly KnownDocument[] {
  const byDocument = new Map(histories.map((history) => [history.document, history]))
  return [...documents]
    .sort((a, b) => (a.issuedAt === b.issuedAt ? (a.sequence ?? 0) - (b.sequence ?? 0) : a.issuedAt < b.issuedAt ? -1 : 1))
    .map((document) => ({ document, history: byDocument.get(document.id) ?? { document: document.id } }))
}

/** The lines that a document and its corrections come to, before anything that was given up by hand. */
export function linesNow({ document, history: { corrections = [] } }: KnownDocument): readonly InvoiceLine[] {
  return corrections.flatMap(({ target }) => target ?? []).at(-1)?.lines ?? document.lines
}

/** Whether a correction has rated the document anew. */
export function isRerated({ corrections = [] }: DocumentHistory): boolean {
  return corrections.some(({ target }) => target !== undefined)
}
