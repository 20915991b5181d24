import { compareBytes, type CurrencyCode, type Hash, type Interval } from '@farthing/core'
import type { AccountAdjustment, DocumentDiscount, InvoiceTerms, LineOverride } from '../invoice-terms.js'
import type { AdjustmentStanding } from './adjustment-journal.js'
import type { AmountAdjustment, DiscountAdjustment, LineAdjustment } from './adjustment-record.js'

/** The document that takes adjustments: its currency, its period, and the charges on it. */
export interface DueDocument extends Interval {
  readonly currency: CurrencyCode
  readonly lines: ReadonlySet<Hash>
}

/** What a document takes of the adjustments of its account, each list in byte order of ids and absent where it is empty. */
export type DueAdjustments = Pick<InvoiceTerms, 'adjustments' | 'overrides' | 'discounts'>

/**
 * What the next document takes: open adjustments of its currency that have begun before its period ends, those of lines that it has, and discounts that hold
 * when its period ends. The rest waits.
 */
export function dueAdjustments(standings: readonly AdjustmentStanding[], document: DueDocument): DueAdjustments {
  const ordered = standings.filter(({ status }) => status === 'open').sort((a, b) => compareBytes(a.adjustment.id, b.adjustment.id))
  const { currency, to, lines } = document
  const adjustments = ordered.flatMap(({ adjustment, approval }) =>
    adjustment.kind === 'amount' && adjustment.currency === currency && adjustment.effectiveAt < to ? [accountAdjustment(adjustment, approval)] : [],
  )
  const overrides = ordered.flatMap(({ adjustment }) => (adjustment.kind === 'line' && adjustment.currency === currency && lines.has(adjustment.line) ? [lineOverride(adjustment)] : []))
  const discounts = ordered.flatMap(({ adjustment }) => (adjustment.kind === 'discount' && holdsFor(adjustment, document) ? [documentDiscount(adjustment)] : []))
  return {
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(overrides.length === 0 ? {} : { overrides }),
    ...(discounts.length === 0 ? {} : { discounts }),
  }
}

function holdsFor({ currency, effectiveAt, endsAt }: DiscountAdjustment, document: DueDocument): boolean {
  if (currency !== undefined && currency !== document.currency) return false
  return effectiveAt < document.to && (endsAt === undefined || document.to <= endsAt)
}

function accountAdjustment(adjustment: AmountAdjustment, approval: AccountAdjustment['approval']): AccountAdjustment {
  const { id, label, amount, reason, actor, effectiveAt, taxable, taxCategory, taxRegionHint } = adjustment
  return {
    id, label, amount, reason, actor, effectiveAt,
    ...(approval === undefined ? {} : { approval }),
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
