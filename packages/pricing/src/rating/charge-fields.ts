import { assertInvariant, type Hash } from '@farthing/core'
import type { Charge } from '../charges/charge.js'
import { amountOf, type ChargeDraft } from '../charges/pipeline/charge-draft.js'

/** What a charge takes from its draft; all but its names and what its contract says. */
type ChargeFields = Omit<Charge, 'chargeKey' | 'ratingKey' | 'usageDigest' | 'side' | 'subscription' | 'plan' | 'planVersion' | 'currency'>

/**
 * A draft whose program is through, as it stands in a charge. What only stages need stays behind: the price, what it measured, what was allowed beside grants.
 *
 * @param keyOf charge key by the key of a draft
 */
export function chargeFields(draft: ChargeDraft, keyOf: (draft: string) => Hash): ChargeFields {
  const { key, measured, quantity, quantities, allowances, parts, price, adjustments, target, ...shown } = draft
  assertInvariant(shown.trail.length > 0, 'a program prices every draft')
  const granted = allowances.flatMap(({ quantity: units, source }) => (source === undefined ? [] : [{ ...source, quantity: units }]))
  return {
    ...shown,
    quantity: measured,
    amount: amountOf(draft),
    ...(granted.length === 0 ? {} : { granted }),
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(target === undefined ? {} : { target: { amount: target.amount, of: target.of.map(keyOf) } }),
  }
}
