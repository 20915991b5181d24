import { checkText, fail, parseInstant, signOf, toMinorUnits } from '@farthing/core'
import { checkWhole } from '../../book/postings/settlement-part.js'
import type { Dispute } from './dispute.js'

export type OpenDispute = Omit<Dispute, 'facts' | 'evidence'>

/**
 * The record of a dispute, without any fact yet: whichever comes first, `addDisputeFact` takes it.
 *
 * @throws `dispute.invalid` for an amount that is not positive; `ledger.amount_invalid` when parts do not sum to it; `text.*`, `money.*`
 */
export function openDispute(input: OpenDispute): Dispute {
  const { id, tenant, account, provider, providerDispute, payment, amount, taken, parts, correlation } = input
  const texts = { id, tenant, account, provider, providerDispute, payment, correlation }
  for (const [field, text] of Object.entries(texts)) checkText(text, { field })
  const reason = checkText(input.reason, { field: 'reason', maxLength: 1024 })
  if (signOf(amount.amount) <= 0) fail('dispute.invalid', { field: 'amount', because: `is ${amount.amount} ${amount.currency}` })
  toMinorUnits(amount)
  checkWhole(parts, amount)
  return { ...texts, amount, openedAt: parseInstant(input.openedAt, { field: 'openedAt' }), taken, parts, reason, facts: [], evidence: [] }
}
