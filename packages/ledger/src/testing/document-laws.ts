import { assertInvariant, canonicalJson, checkJson } from '@farthing/core'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import { contentHashOf, documentHashOf } from '../invoices/document-hash.js'
import type { DraftInvoice, InvoiceContent, IssuedInvoice } from '../invoices/invoice.js'
import { documentNumber, numberSeries, type Numbering } from '../invoices/numbering/numbering.js'
import { breachesOf, type BoundsInput } from '../invoices/lifecycle/invoice-bounds.js'

/** V-DETERMINISM for terms: adjustments, overrides and grants in another order give the same document, byte for byte. Throws where not. */
export function assertTermsOrderFree(input: InvoiceInput): void {
  const { terms = {} } = input
  const { adjustments = [], overrides = [], credits = [] } = terms
  const turned = { ...terms, adjustments: adjustments.toReversed(), overrides: overrides.toReversed(), credits: credits.toReversed() }
  assertInvariant(textOf(assembleInvoice({ ...input, terms: turned })) === textOf(assembleInvoice(input)), 'a document does not depend on the order of its terms')
}

/** V-FROZEN: what is kept of an issued document has the bytes that it was issued with, and they are the ones that its hashes cover. Throws where not. */
export function assertFrozen(issued: IssuedInvoice, kept: IssuedInvoice): void {
  assertInvariant(textOf(kept) === textOf(issued), 'an issued document never changes')
  const { documentHash, ...document } = kept
  assertInvariant(documentHashOf(document) === documentHash, 'the document hash covers what is kept')
  assertInvariant(contentHashOf(contentOf(kept)) === kept.contentHash, 'the content hash covers what is kept')
}

/** V-PREVIEW: a preview says what the document issued from the same input says, and has nothing that comes with issue. Throws where not. */
export function assertPreview(preview: DraftInvoice, issued: IssuedInvoice): void {
  const own = ['id', 'number', 'series', 'issuedAt', 'dueDate', 'evidenceHash', 'documentHash'].filter((field) => Object.hasOwn(preview, field))
  assertInvariant(own.length === 0, `a preview has no ${own.join(', ')}`)
  assertInvariant(preview.contentHash === issued.contentHash, 'a preview has the content hash of its document')
  assertInvariant(textOf(contentOf(preview)) === textOf(contentOf(issued)), 'a preview says what its document says')
}

/** What became of a run: a document, or a preview or failure that took no number. */
export type NumberedRun = IssuedInvoice | DraftInvoice | undefined

/** V-NUMIFF: exactly the issued documents have numbers, and those of a series are its first ones without a gap, whatever ran in between. Throws where not. */
export function assertNumbered(runs: readonly NumberedRun[], numbering: Numbering): void {
  const counts = new Map<string, number>()
  for (const run of runs) {
    if (run === undefined) continue
    if (!('issuedAt' in run)) {
      assertInvariant(!Object.hasOwn(run, 'number'), 'a preview takes no number')
      continue
    }
    const series = numberSeries(numbering, run)
    const count = (counts.get(series) ?? 0) + 1
    counts.set(series, count)
    assertInvariant(run.series === series, `a document is of the series ${series}`)
    assertInvariant(run.number === documentNumber(numbering, count, run), `number ${count} of ${series} follows the one before`)
  }
}

/** V-BOUNDS: a breach holds the subscription whose lines are the reason, and nothing that others do changes that. Throws where not. */
export function assertBoundsApart(draft: DraftInvoice, input: BoundsInput): void {
  const together = breachesOf(draft, input)
  for (const subscription of new Set(draft.lines.map((line) => line.subscription))) {
    const alone = breachesOf({ lines: draft.lines.filter((line) => line.subscription === subscription) }, input)
    const own = together.filter((breach) => breach.subscription === subscription)
    assertInvariant(canonicalJson(checkJson(alone, 'alone')) === canonicalJson(checkJson(own, 'own')), `what others do does not hold ${subscription}`)
  }
}

function contentOf(document: DraftInvoice & Partial<IssuedInvoice>): InvoiceContent {
  const { contentHash: _, knownAt: __, id: ___, number: ____, series: _____, issuedAt: ______, dueDate: _______, evidenceHash: ________, documentHash: _________, ...content } = document
  return content
}

function textOf(document: object): string {
  return canonicalJson(checkJson(document, 'document'))
}
