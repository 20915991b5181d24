import type { Decimal } from '@farthing/core'
import type { BlockRounding } from '../models/blocks.js'
import type { PercentageTier } from '../models/graduated-percentage.js'
import type { Step } from '../models/stairstep.js'
import type { Tier, TierBound } from '../models/tier.js'
import { isEqual, isLess, least, minus, over, plus, rational, times, total, wholes, zero, type Rational } from './rational.js'

/** What one tier costs for the units in it; `entered` when its fee is due. */
export type TierCost<T> = (tier: T, inside: Rational, entered: boolean) => Rational

/** Units or blocks at the tier's price. */
export function unitCost(blocks?: BlockRounding): TierCost<Omit<Tier, 'upTo'>> {
  return ({ unit, per, flat = '0', cap }, inside, entered) => {
    const exact = over(inside, rational(per ?? '1'))
    const counted = blocks === 'started' && per !== undefined ? wholes(exact, 'up') : exact
    return bounded(plus(times(counted, rational(unit)), entered ? rational(flat) : zero), cap)
  }
}

/** A percentage of what is inside. */
export const percentageCost: TierCost<Omit<PercentageTier, 'upTo'>> = ({ rate, flat = '0', cap }, inside, entered) => {
  const hundredths = times(inside, rational(rate))
  return bounded(plus(over(hundredths, rational('100')), entered ? rational(flat) : zero), cap)
}

function bounded(cost: Rational, cap: Decimal | undefined): Rational {
  return cap === undefined ? cost : least(cost, rational(cap))
}

/** Every tier, entered or not, with what of the quantity lies between its bounds. */
export function graduatedOracle<T extends TierBound>(tiers: readonly T[], quantity: Rational, { cost, feeAtZero }: { readonly cost: TierCost<T>; readonly feeAtZero: boolean }): Rational {
  return total(
    tiers.map((tier, index) => {
      const lower = rational(tiers[index - 1]?.upTo ?? '0')
      const upper = tier.upTo === undefined ? quantity : least(quantity, rational(tier.upTo))
      if (isLess(lower, quantity)) return cost(tier, minus(upper, lower), true)
      return index === 0 ? cost(tier, zero, feeAtZero) : zero
    }),
  )
}

/** The last one that starts below the quantity, or at it where bounds are exclusive; the first one at zero. */
export function heldBy<T extends TierBound>(tiers: readonly T[], quantity: Rational, bound = 'inclusive'): T | undefined {
  const starts = tiers.map((_, index) => rational(tiers[index - 1]?.upTo ?? '0'))
  const last = starts.findLastIndex((start) => isLess(start, quantity) || (bound === 'exclusive' && isEqual(start, quantity)))
  return tiers[Math.max(last, 0)]
}

/** The lowest step that holds every meter, looked for from the top. */
export function limitOracle(steps: readonly Step[], quantities: { readonly [meter: string]: Rational }): Step | undefined {
  const holding = steps.filter(({ limits = {} }) =>
    Object.entries(limits).every(([meter, limit]) => !isLess(rational(limit), new Map(Object.entries(quantities)).get(meter) ?? zero)),
  )
  return holding[0]
}
