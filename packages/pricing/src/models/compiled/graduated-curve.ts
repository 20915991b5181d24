import { add, multiply, smallest, type Decimal } from '@farthing/core'
import type { ChargePart } from '../charge-part.js'
import { graduatedParts, type GraduatedPrice } from '../graduated.js'
import type { Curve, Line, LineTrail } from './curve.js'
import { firstFee } from './first-fee.js'
import { lineFrom } from './line-from.js'
import { slopeOf } from './slope-of.js'

/** One line for each tier, from where the one before ends; sums of full tiers are taken once, here. */
export function graduatedCurve(price: GraduatedPrice): Curve | undefined {
  const { tiers, blocks, zeroQuantity } = price
  const plain = tiers.every(({ per, cap }) => per === undefined && cap === undefined)
  const full = plain ? fullParts(price) : []
  const lines: Line[] = []
  let from: Decimal = '0'
  let paid: Decimal = '0'
  for (const [index, tier] of tiers.entries()) {
    const slope = slopeOf(tier, blocks)
    if (slope === undefined) return undefined
    const { upTo, unit, flat = '0', cap } = tier
    const line = lineFrom({ from, paid: add(paid, flat), slope })
    const most = cap === undefined ? {} : { most: add(paid, cap) }
    const last = { label: `Tier ${index + 1}`, tier: index + 1, unit, flat }
    const trail: { readonly trail?: LineTrail } = plain ? { trail: { before: full.slice(0, index), taken: from, paid, last } } : {}
    lines.push({ ...(upTo === undefined ? {} : { upTo }), ...line, ...most, ...trail })
    if (upTo === undefined) break
    const atBound = add(line.start, multiply(slope, upTo))
    paid = most.most === undefined ? atBound : smallest(atBound, most.most)
    from = upTo
  }
  return { lines, bound: 'inclusive', atZero: zeroQuantity === 'first_tier_flat' ? firstFee(tiers) : '0', negative: 'refused' }
}

/** The part of each tier that has a bound, as it is in every quantity beyond. */
function fullParts(price: GraduatedPrice): readonly ChargePart[] {
  const last = price.tiers.at(-2)?.upTo
  return last === undefined ? [] : graduatedParts(price, last)
}
