import { canonicalJson, checkJson, checkText, compareBytes, describeValue, fail, parseInstant } from '@farthing/core'
import type { Dispute, DisputeFact } from './dispute.js'

/**
 * Takes in what the provider says of a dispute, once for each id: the same facts give the same dispute in any order.
 *
 * @throws `dispute.conflict` for an id that said something else; `text.*`, `time.*`
 */
export function addDisputeFact(dispute: Dispute, { id, kind, at, dueAt }: DisputeFact): Dispute {
  const fact: DisputeFact = {
    id: checkText(id, { field: 'id' }),
    kind,
    at: parseInstant(at, { field: 'at' }),
    ...(dueAt !== undefined && { dueAt: parseInstant(dueAt, { field: 'dueAt' }) }),
  }
  const known = dispute.facts.find((one) => one.id === id)
  if (known !== undefined) {
    if (canonicalJson(checkJson(known, 'fact')) === canonicalJson(checkJson(fact, 'fact'))) return dispute
    fail('dispute.conflict', { field: 'id', because: `is ${describeValue(id)}, which said something else before`, facts: { dispute: dispute.id, id } })
  }
  const facts = [...dispute.facts, fact].sort((a, b) => compareBytes(a.at, b.at) || compareBytes(a.id, b.id))
  return { ...dispute, facts }
}
