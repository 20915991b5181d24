import { checkText, fail, parseInstant } from '@farthing/core'
import { refundStatus, type Refund, type RefundSending } from './refund.js'

/**
 * Notes that the provider of a refund is about to be asked to send it: before the first call, so that an answer that is lost is asked for again. Once that
 * is noted, or an outcome known, it stays as it is.
 *
 * @throws `refund.transition` for one that is not approved, or was rejected; `refund.invalid` for one that goes to account credit; `text.*`, `time.*`
 */
export function beginSending(refund: Refund, { at, actor }: RefundSending): Refund {
  const sending: RefundSending = { at: parseInstant(at, { field: 'at' }), actor: checkText(actor, { field: 'actor' }) }
  if (refund.mode !== 'provider') fail('refund.invalid', { field: 'mode', because: `is ${refund.mode}, which no provider sends`, facts: { refund: refund.id } })
  const from = refundStatus(refund)
  if (from === 'requested' || from === 'rejected') fail('refund.transition', { field: 'status', because: `is sent, and refund ${refund.id} is ${from}`, facts: { from, to: 'sent', refund: refund.id } })
  return refund.sending !== undefined || from !== 'approved' ? refund : { ...refund, sending }
}
