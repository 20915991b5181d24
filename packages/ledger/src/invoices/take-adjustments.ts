import { compareBytes, fail, parseDecimal, parseInstant, toMinorUnits, type CurrencyCode } from '@farthing/core'
import type { InvoiceAdjustment } from './invoice.js'
import type { AccountAdjustment } from './invoice-terms.js'

/** Account adjustments as a document shows them, in the order of their ids. @throws `invoice.invalid` for an id twice; `money.not_minor_units` */
export function takeAdjustments(adjustments: readonly AccountAdjustment[], currency: CurrencyCode): readonly InvoiceAdjustment[] {
  const seen = new Set<string>()
  return adjustments
    .map((adjustment, index) => {
      const field = `adjustments[${index}]`
      if (seen.has(adjustment.id)) fail('invoice.invalid', { field: `${field}.id`, because: `is ${adjustment.id} a second time` })
      seen.add(adjustment.id)
      return shown(adjustment, currency, field)
    })
    .sort((a, b) => compareBytes(a.id, b.id))
}

function shown(adjustment: AccountAdjustment, currency: CurrencyCode, field: string): InvoiceAdjustment {
  const { id, label, reason, actor, discountable = true, taxable = true, taxCategory, taxRegionHint } = adjustment
  const amount = parseDecimal(adjustment.amount, `${field}.amount`)
  toMinorUnits({ amount, currency })
  return {
    id, label, reason, actor, amount,
    effectiveAt: parseInstant(adjustment.effectiveAt, { field: `${field}.effectiveAt` }),
    ...(discountable ? {} : { discountable }),
    taxable,
    ...(taxCategory === undefined ? {} : { taxCategory }),
    ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
  }
}
