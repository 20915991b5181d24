import { compareBytes, type CurrencyCode, type Hash, type Interval } from '@farthing/core'
import type { AccountAdjustment, DocumentDiscount, InvoiceTerms, LineOverride } from '../invoice-terms.js'
import type { AdjustmentStanding } from './adjustment-journal.js'
import type { AdjustmentRecord, AmountAdjustment, DiscountAdjustment, LineAdjustment } from './adjustment-record.js'

/** The document that takes adjustments: its currency, its period, and the charges on it. */
export interface DueDocument extends Interval {
  readonly currency: CurrencyCode
  readonly lines: ReadonlySet<Hash>
}

/** What a document takes of the adjustments of its account. */
export interface DueAdjustments {
  /** Each list in byte order of ids, and absent where it is empty. */
  readonly terms: Pick<InvoiceTerms, 'adjustments' | 'overrides' | 'discounts'>
  /** Those that are applied when the document is issued: all of `terms` but the discounts. In byte order of ids. */
  readonly taken: readonly AdjustmentStanding[]
}

/**
 * What the next document takes: open adjustments of its currency that have begun before its period ends, those of lines that it has, and discounts that hold
 * when its period ends. The rest waits.
 */
export function dueAdjustments(standings: readonly AdjustmentStanding[], document: DueDocument): DueAdjustments {
  const due = standings.filter(({ status, adjustment }) => status === 'open' && isDue(adjustment, document)).sort((a, b) => compareBytes(a.adjustment.id, b.adjustment.id))
  const adjustments = due.flatMap(({ adjustment, approval }) => (adjustment.kind === 'amount' ? [accountAdjustment(adjustment, approval)] : []))
  const overrides = due.flatMap(({ adjustment }) => (adjustment.kind === 'line' ? [lineOverride(adjustment)] : []))
  const discounts = due.flatMap(({ adjustment }) => (adjustment.kind === 'discount' ? [documentDiscount(adjustment)] : []))
  const terms = {
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(overrides.length === 0 ? {} : { overrides }),
    ...(discounts.length === 0 ? {} : { discounts }),
  }
  return { terms, taken: due.filter(({ adjustment }) => adjustment.kind !== 'discount') }
}

function isDue(adjustment: AdjustmentRecord, { currency, to, lines }: DueDocument): boolean {
  if (adjustment.currency !== undefined && adjustment.currency !== currency) return false
  if (adjustment.kind === 'line') return lines.has(adjustment.line)
  if (adjustment.effectiveAt >= to) return false
  return adjustment.kind === 'amount' || adjustment.endsAt === undefined || to <= adjustment.endsAt
}

function accountAdjustment(adjustment: AmountAdjustment, approval: AccountAdjustment['approval']): AccountAdjustment {
  const { id, label, amount, reason, actor, effectiveAt, discountable, taxable, taxCategory, taxRegionHint } = adjustment
  return {
    id, label, amount, reason, actor, effectiveAt,
    ...(approval === undefined ? {} : { approval }),
    ...(discountable === undefined ? {} : { discountable }),
    ...(taxable === undefined ? {} : { taxable }),
    ...(taxCategory === undefined ? {} : { taxCategory }),
    ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
  }
}

function lineOverride({ line, amount, reason, actor, recordedAt }: LineAdjustment): LineOverride {
  return { line, amount, reason, actor, at: recordedAt }
}

function documentDiscount({ id, label, reason, percent, amount, scope }: DiscountAdjustment): DocumentDiscount {
  return {
    key: id, label, reason,
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount }),
    ...(scope === undefined ? {} : { scope }),
  }
}
