import { fail, negate, signOf, subtract, type Exact } from '@farthing/core'
import { oneOf } from '../../models/read-fields.js'
import type { StageWarning } from '../../charges/pipeline/stage.js'

/** What becomes of a discount that is larger than what is left: an error, `refused`, or it takes what is left and leaves a warning. */
export type OverDiscount = 'refused' | 'capped'

export const readOverDiscount = /* @__PURE__ */ oneOf<OverDiscount>(['refused', 'capped'])

/** A warning where a discount wants more than there is, and none where it does not. @throws `stage.over_discounted` unless it may be capped */
export function checkDiscount(rule: string, { wanted, available }: { readonly wanted: Exact; readonly available: Exact }, overDiscount: OverDiscount = 'refused'): readonly StageWarning[] {
  const beyond = subtract(wanted, available)
  if (signOf(beyond) <= 0) return []
  const because = `takes ${wanted} where ${available} is left`
  if (overDiscount === 'refused') fail('stage.over_discounted', { field: `rules.${rule}`, because, facts: { wanted, available, beyond: negate(beyond) } })
  return [{ code: 'discount_capped', because: `${because}; ${beyond} of it is not used` }]
}
