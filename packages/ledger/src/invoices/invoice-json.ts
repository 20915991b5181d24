import type { JsonObject, KnownAt } from '@farthing/core'
import type { InvoiceContent, InvoiceLine } from './invoice.js'

/** An invoice as the plain JSON that it is, with the lines apart. */
export interface InvoiceJson {
  readonly head: JsonObject
  readonly lines: readonly JsonObject[]
}

/** Interfaces have no index signature, so a spread is what tells the compiler that a record is JSON. Nothing is lost or added. */
export function invoiceJson(invoice: InvoiceContent & { readonly knownAt?: KnownAt }): InvoiceJson {
  const { lines, rounding, totals, knownAt, ...head } = invoice
  return {
    head: { ...head, rounding: { ...rounding }, totals: { ...totals }, ...(knownAt === undefined ? {} : { knownAt: { ...knownAt } }) },
    lines: lines.map(lineJson),
  }
}

function lineJson({ details, adjustments, group, target, stages, ...line }: InvoiceLine): JsonObject {
  return {
    ...line,
    details: details.map((detail) => ({ ...detail })),
    ...(adjustments === undefined ? {} : { adjustments: adjustments.map((adjustment) => ({ ...adjustment })) }),
    ...(group === undefined ? {} : { group: { ...group } }),
    ...(target === undefined ? {} : { target: { ...target } }),
    stages: stages.map((stage) => ({ ...stage })),
  }
}
