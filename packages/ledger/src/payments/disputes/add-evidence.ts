import { canonicalJson, checkJson, checkText, compareBytes, describeValue, fail, parseInstant } from '@farthing/core'
import type { Dispute, DisputeEvidence } from './dispute.js'
import { disputeState } from './dispute-state.js'

const textLength = 20_000
const maxEvidence = 1_000

/**
 * Adds a piece of evidence: what may still be submitted. The same piece again changes nothing.
 *
 * @throws `dispute.over` once there is a verdict, or after the last date for evidence; `dispute.conflict` for an id of another piece;
 *   `dispute.invalid` beyond 1,000 pieces; `text.*`, `time.*`
 */
export function addEvidence(dispute: Dispute, { id, kind, text, contentHash, addedAt, actor }: DisputeEvidence): Dispute {
  const piece: DisputeEvidence = {
    id: checkText(id, { field: 'id' }),
    kind: checkText(kind, { field: 'kind' }),
    text: checkText(text, { field: 'text', maxLength: textLength }),
    ...(contentHash !== undefined && { contentHash }),
    addedAt: parseInstant(addedAt, { field: 'addedAt' }),
    actor: checkText(actor, { field: 'actor' }),
  }
  const known = dispute.evidence.find((one) => one.id === id)
  if (known !== undefined) {
    if (canonicalJson(checkJson(known, 'evidence')) === canonicalJson(checkJson(piece, 'evidence'))) return dispute
    fail('dispute.conflict', { field: 'id', because: `is ${describeValue(id)}, which is another piece of evidence`, facts: { dispute: dispute.id, id } })
  }
  const { outcome, dueAt } = disputeState(dispute)
  if (outcome !== undefined) fail('dispute.over', { field: 'addedAt', because: `is after dispute ${dispute.id} was ${outcome}`, facts: { outcome } })
  if (dueAt !== undefined && piece.addedAt > dueAt) fail('dispute.over', { field: 'addedAt', because: `is ${piece.addedAt}, after ${dueAt}`, facts: { dueAt } })
  if (dispute.evidence.length >= maxEvidence) fail('dispute.invalid', { field: 'evidence', because: `is ${maxEvidence} pieces already`, facts: { maxEvidence } })
  const evidence = [...dispute.evidence, piece].sort((a, b) => compareBytes(a.addedAt, b.addedAt) || compareBytes(a.id, b.id))
  return { ...dispute, evidence }
}
