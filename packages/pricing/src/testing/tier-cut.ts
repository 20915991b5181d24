import { subtract, type Decimal } from '@farthing/core'
import type { TierBound } from '../models/tier.js'

/** Units that a tier holds; the last one has no end. */
export function widthOf(tiers: readonly TierBound[], index: number): Decimal | undefined {
  const upTo = tiers[index]?.upTo
  return upTo === undefined ? undefined : subtract(upTo, tiers[index - 1]?.upTo ?? '0')
}

/** The tiers with one cut in two at the same price; its fee stays with the first half. */
export function cutTier<T extends TierBound & { readonly flat?: Decimal }>(tiers: readonly T[], index: number, at: Decimal): readonly T[] {
  return tiers.flatMap((tier, position) => (position === index ? [{ ...tier, upTo: at }, { ...tier, flat: '0' }] : [tier]))
}
