import { add, addAll, assertInvariant } from '@farthing/core'
import { amountOf, type ChargeDraft } from './charge-draft.js'

/**
 * Brings targets up to what later stages did: what they took of the charges that a target is for lowers the target by as much, and the
 * charge of the minimum or cap stays what it was. Where that charge was itself changed it is no rest any more, and has no target.
 */
export function settleTargets(drafts: readonly ChargeDraft[]): readonly ChargeDraft[] {
  const amounts = new Map(drafts.map((draft) => [draft.key, amountOf(draft)]))
  return drafts.map((draft) => {
    const { target, ...rest } = draft
    if (target === undefined) return draft
    if (draft.adjustments.length > 0) return rest
    const others = target.of.map((key) => {
      const amount = amounts.get(key)
      assertInvariant(amount !== undefined, 'what a target is for is there')
      return amount
    })
    return { ...draft, target: { ...target, amount: add(amountOf(draft), addAll(others)) } }
  })
}
