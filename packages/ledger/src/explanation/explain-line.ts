import { addAll, fail, type CurrencyCode, type Decimal, type Dimensions, type Exact, type Hash, type Instant, type Interval, type Zone } from '@farthing/core'
import type { Component } from '@farthing/pricing'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import type { InvoiceLine, IssuedInvoice, LineShare } from '../invoices/invoice.js'
import type { LineCorrection } from './explain-corrected-line.js'
import { componentOfLine, ratingOfLine, usageOfLine } from './usage-of-line.js'

/** A line and all that it comes from, as a tree: line → steps and stages → usage → windows → events. */
export interface LineExplanation {
  readonly invoice: { readonly id: Hash; readonly number: string; readonly currency: CurrencyCode; readonly zone: Zone }
  /** Its place on the invoice, from 0. */
  readonly index: number
  /** With the steps of its price in `details`, what stages changed in `adjustments`, and the stages that made it in `stages`. */
  readonly line: InvoiceLine
  /** The terms that it was priced by; absent where a stage added the line. */
  readonly terms?: Component
  /** Of the line of a minimum or a cap: the lines that it brings to its target. */
  readonly of: readonly LineReference[]
  /** What a correction does to it, where that is explained. */
  readonly correction?: LineCorrection
  /** What the document does with the line behind its amount. */
  readonly document: LineOnDocument
  readonly usage: readonly ExplainedUsage[]
  /** A page of the events behind it, where they were asked for. */
  readonly events?: ExplainedEvents
}

export interface LineReference {
  readonly id: Hash
  readonly description: string
  readonly amount: Decimal
}

/** `amount` − `discounts` is what is taxed; of that and `tax`, `credits` were paid before. In major units. */
export interface LineOnDocument {
  readonly discounts: Decimal
  /** Absent where the document is not taxed. */
  readonly tax?: Decimal
  readonly credits: Decimal
}

/** Measured usage, as it was rated. */
export interface ExplainedUsage extends Interval {
  /** Place in the evidence: `ratings[0].facts.usage[2]`. */
  readonly path: string
  readonly meter: string
  readonly dimensions: Dimensions
  readonly quantity: Exact
  readonly events: number
  /** Root over the windows. */
  readonly evidence: Hash
  /** The windows with events, where they were asked for; their evidence is a root over events. */
  readonly windows?: readonly ExplainedWindow[]
}

export interface ExplainedWindow extends Interval {
  readonly quantity: Exact
  readonly events: number
  readonly evidence: Hash
}

export interface ExplainedEvents {
  readonly items: readonly ExplainedEvent[]
  /** The compaction that took bodies of them away; then none is listed, and windows still show their counts and Merkle roots. */
  readonly compaction?: Hash
  /** Cursor of the page behind this one; absent on the last. */
  readonly next?: string
}

/** An event behind a line, with what the meter read of it. */
export interface ExplainedEvent {
  readonly identity: Hash
  readonly source: string
  readonly id: string
  readonly revision: number
  readonly time: Instant
  readonly meter: string
  /** A decimal for most aggregations. */
  readonly value: unknown
  readonly dimensions: Dimensions
}

/**
 * What a line of an issued invoice comes from, by its evidence alone: no database. Windows and events are not in the evidence; whoever has the storage
 * adds them.
 *
 * @throws `invoice.line_unknown`
 */
export function explainLine(evidence: InvoiceEvidence, id: Hash): LineExplanation {
  const { invoice } = evidence
  const index = invoice.lines.findIndex((each) => each.id === id)
  const line = invoice.lines[index]
  if (line === undefined) return fail('invoice.line_unknown', { field: 'line', because: `is ${JSON.stringify(id)}, which invoice ${invoice.number} does not have`, facts: { line: id, invoice: invoice.id } })
  const rating = ratingOfLine(evidence, line)
  const rated = rating === undefined ? undefined : evidence.ratings[rating]
  const terms = rated === undefined ? undefined : componentOfLine(rated, line)
  const { number, currency, zone } = invoice
  return {
    invoice: { id: invoice.id, number, currency, zone },
    index,
    line,
    ...(terms === undefined ? {} : { terms }),
    of: linesOf(invoice, line),
    document: onDocument(invoice, line),
    usage: usageOfLine(evidence, line).map(({ rating: place, index: at, usage: { meter, dimensions, from, to, quantity, events, evidence: root } }) =>
      ({ path: `ratings[${place}].facts.usage[${at}]`, meter, dimensions, from, to, quantity, events, evidence: root })),
  }
}

function linesOf({ lines }: IssuedInvoice, { target }: InvoiceLine): readonly LineReference[] {
  return lines.filter(({ id }) => target?.of.includes(id) === true).map(({ id, description, amount }) => ({ id, description, amount }))
}

function onDocument({ discounts = [], settlements = [], tax }: IssuedInvoice, { id }: InvoiceLine): LineOnDocument {
  const taxed = tax?.lines.find(({ line }) => line === id)
  return {
    discounts: shareOf(discounts, id),
    ...(taxed === undefined ? {} : { tax: taxed.tax }),
    credits: shareOf(settlements, id),
  }
}

function shareOf(all: readonly { readonly lines: readonly LineShare[] }[], id: Hash): Decimal {
  return addAll(all.flatMap(({ lines }) => lines.flatMap(({ line, amount }) => (line === id ? [amount] : []))))
}
