import { fitId, isZero, type Digest } from '@farthing/core'
import { adjustmentLimits } from '../invoices/adjustments/adjustment-limits.js'
import type { InvoiceLine } from '../invoices/invoice.js'
import type { AccountAdjustment } from '../invoices/invoice-terms.js'
import { amountsOf } from './billed-figures.js'
import type { Correction } from './correction.js'

type TaxedAs = Pick<InvoiceLine, 'id' | 'taxCategory' | 'taxRegionHint'>

/**
 * A correction as lines for the next invoice, one for each of its own that changes the amount: the net difference, or the gross one where prices include tax. What is due in
 * tax follows from the invoice that they stand on: the next one that is made, whose period ends after the corrected one. Discounts of that one do not apply: the difference is of
 * what was discounted by its own. What a line is taxed as stays. None for a correction with a document of its own. Each is what `checkAdjustment` takes: the id is
 * that of the correction and its line where that fits and its hash where it does not, as for a correction of a correction's line; a long description ends in `…`.
 *
 * @param billed lines of the corrected invoice, where some may be due no more
 */
export function nextInvoiceLines({ outcome, delta, id, invoice, actor, to, causes, target }: Correction, billed: readonly TaxedAs[] = [], digest?: Digest): readonly AccountAdjustment[] {
  if (outcome !== 'next_invoice') return []
  return delta.lines.flatMap((line) => {
    const { net, gross } = amountsOf(line, delta.prices)
    const amount = delta.prices === 'inclusive' ? gross : net
    if (isZero(amount)) return []
    const { taxCategory, taxRegionHint } = [...(target?.lines ?? []), ...billed].find((each) => each.id === line.line) ?? {}
    const [first] = line.causes.flatMap((index) => causes[index] ?? [])
    return [{
      id: fitId(`${id}/${line.line}`, { maxLength: adjustmentLimits.idLength, ...(digest !== undefined && { digest }) }),
      label: labelOf(line.description, `, ${invoice.number} corrected`),
      amount,
      reason: first?.text ?? 'Corrected',
      actor,
      effectiveAt: to,
      discountable: false,
      ...(taxCategory === undefined ? {} : { taxCategory }),
      ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
      ...(line.taxes.length === 0 && delta.terms.length > 0 ? { taxable: false } : {}),
    }]
  })
}

/** What is corrected, which may be as long as its dimensions, and where. No character is cut in two. */
function labelOf(description: string, corrected: string): string {
  const room = adjustmentLimits.labelLength - corrected.length
  if (description.length <= room) return description + corrected
  const cut = description.slice(0, room - 1).replace(/[\uD800-\uDBFF]$/, '')
  return `${cut}…${corrected}`
}
