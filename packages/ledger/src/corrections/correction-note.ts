import { addAll, assertInvariant, signOf, subtract, type Decimal, type Digest, type KnownAt } from '@farthing/core'
import type { CreditNoteContent, CreditNoteLine, CreditReason, CreditedTax, DraftCreditNote } from '../invoices/documents/credit-note.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { amountsOf, taxesOf, type BilledFigures, type BilledLine } from './billed-figures.js'
import { negateFigures } from './combine-figures.js'
import type { Correction, CorrectionDelta } from './correction.js'
import { noteContentHash } from './note-hash.js'

export interface CorrectionNoteInput {
  readonly invoice: IssuedInvoice
  readonly correction: Correction
  /** What goes back to paid credit that settled the lines; `"0"` unless given. At most the total of the credit note. */
  readonly restored?: Decimal
  readonly knownAt: KnownAt
}

/**
 * The document of a correction: a credit note where less is due, a supplementary invoice where more is. Its amounts are above zero where they go its way; a line
 * that goes the other way is below. `undefined` for a correction without a document of its own.
 */
export function correctionNote({ invoice, correction, restored = '0', knownAt }: CorrectionNoteInput, digest?: Digest): DraftCreditNote | undefined {
  const { outcome, delta } = correction
  if (outcome !== 'credit_note' && outcome !== 'supplementary_invoice') return undefined
  const figures = outcome === 'credit_note' ? negateFigures(delta) : delta
  const { tenant, account, side, currency, zone, from, to, causes } = correction
  const reasons = new Map((correction.conceded ?? []).map(({ line, reason }) => [line, reason]))
  const lines = figures.lines.map((line, index) => noteLine(line, figures, { whole: delta.lines[index], causes, given: reasons.get(line.line) }))
  const taxes = creditedTaxes(figures)
  const gross = addAll(lines.map((line) => line.gross))
  assertInvariant(signOf(restored) >= 0 && signOf(subtract(gross, restored)) >= 0, 'a credit note gives back no more credit than it credits')
  const content: CreditNoteContent = {
    kind: outcome,
    tenant, account,
    ...(side === undefined ? {} : { side }),
    currency, zone,
    rounding: invoice.rounding,
    from, to,
    invoice: correction.invoice,
    correction: correction.id,
    reason: reasonOf(causes),
    ...(invoice.seller === undefined ? {} : { seller: invoice.seller }),
    ...(invoice.customer === undefined ? {} : { customer: invoice.customer }),
    lines,
    ...(taxes.length === 0 ? {} : { taxes }),
    totals: {
      net: addAll(lines.map((line) => line.net)),
      tax: addAll(lines.map((line) => line.tax)),
      gross,
      rounding: figures.rounding,
      restored,
      payable: subtract(addAll([gross, figures.rounding]), restored),
    },
  }
  return { ...content, contentHash: noteContentHash(content, digest), knownAt }
}

interface LineContext {
  readonly whole: CorrectionDelta['lines'][number] | undefined
  readonly causes: Correction['causes']
  /** Of a line that was given up by hand. */
  readonly given: CreditReason | undefined
}

function noteLine(line: BilledLine, { prices }: BilledFigures, { whole, causes, given }: LineContext): CreditNoteLine {
  const { line: id, description, subscription, product, from, to } = line
  const acting = (whole?.causes ?? []).flatMap((index) => causes[index] ?? [])
  return {
    line: id, from, to, description,
    reason: given ?? reasonOf(acting),
    ...(subscription === undefined ? {} : { subscription }),
    ...(product === undefined ? {} : { product }),
    ...(whole === undefined ? {} : { billed: whole.billed, due: whole.due }),
    ...amountsOf(line, prices),
  }
}

/** The first cause speaks; how many more there are is said. */
function reasonOf(causes: Correction['causes']): CreditReason {
  const [first] = causes
  assertInvariant(first !== undefined, 'a correction has a cause')
  const others = causes.length - 1
  return { code: first.kind, text: others === 0 ? first.text : `${first.text}, and ${others} more` }
}

function creditedTaxes(figures: BilledFigures): readonly CreditedTax[] {
  const sums = new Map(taxesOf(figures).map((tax) => [tax.key, tax]))
  return figures.terms.flatMap((terms) => {
    const own = sums.get(terms.key)
    return own === undefined ? [] : [{ ...terms, base: own.base, amount: own.amount }]
  })
}
