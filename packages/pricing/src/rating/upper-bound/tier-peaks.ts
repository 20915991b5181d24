import { add, compare, largest, smallest, subtract, type Decimal, type Exact } from '@farthing/core'
import type { GraduatedPrice } from '../../models/graduated.js'
import type { StairstepPrice } from '../../models/stairstep.js'
import { tierPart } from '../../models/tier-part.js'
import type { TierBound } from '../../models/tier.js'
import type { VolumePrice } from '../../models/volume.js'

/** Quantities from `from` to `to`, both included. */
export interface QuantityRange {
  readonly from: Exact
  readonly to: Exact
}

/*
 * Within one tier an amount only rises or only falls with the quantity (its unit price has one sign; blocks, fees and caps keep that), so the
 * most that a range of quantities costs is found at the ends of the tiers in it. Where a range begins just above a bound, the tier is taken as
 * entered without a unit, which no quantity above it exceeds when the unit price is negative.
 */

/** What the quantities of a range cost at most beyond the first one; nothing where the range has only that. O(tiers). */
export function graduatedPeak({ tiers, blocks }: Pick<GraduatedPrice, 'tiers' | 'blocks'>, { from, to }: QuantityRange): Exact | undefined {
  if (compare(from, to) >= 0) return undefined
  let before: Exact = '0'
  let lower: Decimal = '0'
  const ends: Exact[] = []
  for (const [index, tier] of tiers.entries()) {
    const { upTo } = tier
    const costs = (quantity: Exact): Exact => add(before, tierPart(tier, { index, quantity: subtract(quantity, lower), entered: true, blocks }).amount)
    if (upTo === undefined || compare(upTo, from) > 0) {
      const end = upTo === undefined ? to : smallest(upTo, to)
      ends.push(costs(end), ...(compare(lower, from) >= 0 ? [costs(lower)] : []))
    }
    if (upTo === undefined || compare(upTo, to) >= 0) break
    before = costs(upTo)
    lower = upTo
  }
  return highest(ends)
}

/** As {@link graduatedPeak}, for a price whose tier takes the whole quantity. */
export function volumePeak({ tiers, bound, blocks }: Pick<VolumePrice, 'tiers' | 'bound' | 'blocks'>, range: QuantityRange): Exact | undefined {
  const peaks = reached(tiers, range, bound).map(({ tier, index, from, to }) => {
    const [start, end] = [from, to].map((quantity) => tierPart(tier, { index, quantity, entered: true, blocks }).amount)
    return largest(start ?? '0', end ?? '0')
  })
  return highest(peaks)
}

/** As {@link graduatedPeak}, for steps with bounds. */
export function stairstepPeak({ steps, bound }: Pick<StairstepPrice, 'steps' | 'bound'>, range: QuantityRange): Exact | undefined {
  return highest(reached(steps, range, bound).map(({ tier }) => tier.amount))
}

interface ReachedTier<T> extends QuantityRange {
  readonly tier: T
  readonly index: number
}

/** The tiers that a range goes through above its first quantity, each with the piece of the range between its bounds. */
function reached<T extends TierBound>(tiers: readonly T[], { from, to }: QuantityRange, bound: VolumePrice['bound']): readonly ReachedTier<T>[] {
  if (compare(from, to) >= 0) return []
  return tiers.flatMap((tier, index) => {
    const lower = tiers[index - 1]?.upTo ?? '0'
    const isAbove = tier.upTo === undefined || compare(tier.upTo, from) > 0
    const order = compare(to, lower)
    const isBelow = order > 0 || (order === 0 && bound === 'exclusive')
    if (!isAbove || !isBelow) return []
    return [{ tier, index, from: largest(lower, from), to: tier.upTo === undefined ? to : smallest(tier.upTo, to) }]
  })
}

function highest(amounts: readonly Exact[]): Exact | undefined {
  return amounts.reduce<Exact | undefined>((most, amount) => (most === undefined ? amount : largest(most, amount)), undefined)
}
