import { applyCredits } from '../credits/apply-credits.js'
import type { DocumentTax } from '../tax/document-tax.js'
import { byGrant } from './apply-discounts.js'
import type { InvoiceInput } from './check-assembly.js'
import { withAmounts, type DocumentLine } from './document-line.js'
import type { InvoiceSettlement } from './invoice.js'

/** Puts the account's paid credit to the gross amounts of the lines. @throws what `applyCredits` throws */
export function settleLines(discounted: readonly DocumentLine[], tax: DocumentTax | undefined, input: InvoiceInput): readonly InvoiceSettlement[] {
  const { currency, to, terms: { credits = [], creditSpread } = {} } = input
  const gross = withAmounts(discounted, new Map((tax?.lines ?? []).map((line) => [line.line, line.gross])))
  const { consumptions } = applyCredits({ kind: 'paid', currency, lines: gross, credits, at: to, ...(creditSpread === undefined ? {} : { spread: creditSpread }) })
  return byGrant(consumptions, credits)
}
