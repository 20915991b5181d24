import { addAll, compare, type UsageBucket } from '@farthing/core'
import type { Carry } from '../../charges/pipeline/carry.js'
import { rate, type RatingInput, type RatingOptions } from '../rate.js'
import { underCandidate, type ShadowCandidate } from './candidate-terms.js'
import { divergenceDay } from './divergence-day.js'
import { shadowAmounts, type ShadowAccount } from './shadow-amounts.js'

/** A rated period of the past. */
export interface PastPeriod extends RatingInput {
  /** The same usage on a grid of days or finer, by which the day of divergence is found; that of the facts unless given. */
  readonly daily?: readonly UsageBucket[]
}

export interface ShadowedPeriod {
  readonly account: ShadowAccount
  /** What the candidate hands on. */
  readonly carryOut: Carry
}

/**
 * One period by its own contract and by a candidate. The day on which they diverge is looked for where their amounts differ.
 *
 * @param carry what the candidate handed on from the period before; what was really carried in unless given
 */
export function shadowPeriod({ daily, ...existing }: PastPeriod, candidate: ShadowCandidate, carry: Carry | undefined, options: RatingOptions): ShadowedPeriod {
  const trial = underCandidate({ ...existing, carryIn: carry ?? existing.carryIn }, candidate)
  const was = addAll(rate(existing, options).charges.map(({ amount }) => amount))
  const { charges, carryOut } = rate(trial, options)
  const is = addAll(charges.map(({ amount }) => amount))
  const facts = { ...existing.facts, usage: daily ?? existing.facts.usage }
  const divergesOn = compare(was, is) === 0 ? undefined : divergenceDay({ ...existing, facts }, { ...trial, facts }, options)
  const { subscription, planVersion } = existing.contract
  const amounts = shadowAmounts({ currency: planVersion.content.currency, existing: was, candidate: is, ...(divergesOn === undefined ? {} : { divergesOn }) })
  return { account: { account: subscription.account, ...amounts, candidateRatingKeys: charges.map(({ ratingKey }) => ratingKey) }, carryOut }
}

/** Whose carry it is: both sides of a subscription hand on by themselves. */
export function carryOwner({ contract: { side, subscription } }: PastPeriod): string {
  return JSON.stringify([side, subscription.id])
}
