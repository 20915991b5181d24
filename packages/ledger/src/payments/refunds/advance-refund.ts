import { checkText, fail, parseInstant } from '@farthing/core'
import { refundStatus, type Refund, type RefundStatus, type RefundStep } from './refund.js'

/** From each status, where it can go. A provider's answer may overtake the note that the refund was sent; what its provider was asked to send is not rejected. */
export const refundMoves: { readonly [status in RefundStatus]: readonly RefundStatus[] } = {
  requested: ['approved', 'rejected'],
  approved: ['sent', 'settled', 'failed', 'rejected'],
  rejected: [],
  sent: ['settled', 'failed'],
  settled: [],
  failed: [],
}

/**
 * Takes a refund one step further. A step that was taken already, said again by whomever, changes nothing: also `sent` once its outcome is known.
 *
 * @throws `refund.transition` for a step that is not in {@link refundMoves}; `refund.invalid` for a provider's name that differs from the one known;
 *   `text.*`, `time.*`
 */
export function advanceRefund(refund: Refund, step: RefundStep): Refund {
  const { status, actor, reason, providerRefund } = step
  const at = parseInstant(step.at, { field: 'at' })
  checkText(actor, { field: 'actor' })
  if (reason !== undefined) checkText(reason, { field: 'reason', maxLength: 1024 })
  if (providerRefund !== undefined) checkProviderRefund(refund, providerRefund)
  const from = refundStatus(refund)
  if (from === status || hasPassed(refund, status)) return refund
  const isAsked = status === 'rejected' && refund.sending !== undefined
  if (isAsked || !refundMoves[from].includes(status)) fail('refund.transition', { field: 'status', because: `is ${status}, and refund ${refund.id} is ${isAsked ? 'sent' : from}`, facts: { from, to: status, refund: refund.id } })
  const taken = { status, at, actor, ...(reason !== undefined && { reason }), ...(providerRefund !== undefined && { providerRefund }) }
  return { ...refund, steps: [...refund.steps, taken] }
}

function hasPassed({ steps }: Refund, status: RefundStatus): boolean {
  const isOver = steps.some((step) => step.status === 'settled' || step.status === 'failed')
  return steps.some((step) => step.status === status) || (status === 'sent' && isOver)
}

function checkProviderRefund({ id, steps }: Refund, providerRefund: string): void {
  checkText(providerRefund, { field: 'providerRefund' })
  const known = steps.find((step) => step.providerRefund !== undefined)?.providerRefund
  if (known === undefined || known === providerRefund) return
  fail('refund.invalid', { field: 'providerRefund', because: `is ${providerRefund}, and refund ${id} is ${known} there`, facts: { known } })
}
