import { describeValue, fail, type Digest } from '@farthing/core'
import type { DraftInvoice, IssuedInvoice } from '../invoices/invoice.js'
import type { Correction } from './correction.js'
import { correctionState, dueOf } from './correction-state.js'
import { makeCorrection, type CorrectionRequest } from './make-correction.js'

export interface ReratedInvoice extends CorrectionRequest {
  /** The invoice of the same account and period as it would be drafted now, with the original terms and the taxes that follow. */
  readonly target: DraftInvoice
}

/**
 * What is due now, less what is billed already, of one invoice. Charge keys are compared, never tiers: a volume price of 10,000 that becomes 9,009 at the next
 * unit is one credit of 991.
 *
 * Minimums, caps, discounts, promotional credit and taxes are those of the target, so invoice and corrections come to it in every figure, less what
 * was given up by hand, which stays given up. Doing it again gives nothing: `undefined`. From A to B and back to A comes to zero.
 *
 * @throws `correction.not_issued`, `correction.voided`, `correction.chain_broken`, `correction.mismatch` for a target of something else,
 *   `correction.invalid` for a policy or causes
 */
export function rerateInvoice(request: ReratedInvoice, digest?: Digest): Correction | undefined {
  const { invoice, corrections, target } = request
  const state = correctionState(invoice, corrections)
  if (state.voided) fail('correction.voided', { field: 'invoice', because: `is ${invoice.number}, which is void`, facts: { invoice: invoice.id } })
  refuseOther(invoice, target)
  return makeCorrection(request, state, { kind: 'rerating', due: dueOf(invoice, target, state.conceded), target: contentOf(target) }, digest)
}

const identity = ['tenant', 'account', 'side', 'group', 'sequence', 'currency', 'zone', 'from', 'to'] as const

function refuseOther(invoice: IssuedInvoice, target: DraftInvoice): void {
  for (const field of identity) {
    if (target[field] === invoice[field]) continue
    fail('correction.mismatch', { field: `target.${field}`, because: `is ${describeValue(target[field])} and not ${describeValue(invoice[field])}`, facts: { invoice: invoice.id } })
  }
  if (invoice.tax === undefined || target.tax === undefined || invoice.tax.prices === target.tax.prices) return
  fail('correction.mismatch', { field: 'target.tax.prices', because: `is ${target.tax.prices} and not ${invoice.tax.prices}`, facts: { invoice: invoice.id } })
}

/** Of an issued invoice that is passed as a target, nothing of its own issue is taken along. */
function contentOf(target: DraftInvoice & Partial<IssuedInvoice>): DraftInvoice {
  const { id: _, number: __, series: ___, issuedAt: ____, dueDate: _____, evidenceHash: ______, documentHash: _______, ...content } = target
  return content
}
