import { isZero, type Decimal } from '@farthing/core'
import type { FlatPrice } from '../flat.js'
import type { BucketPrice } from '../bucket.js'
import type { PerUnitPrice } from '../per-unit.js'
import type { Price } from '../price.js'
import type { StairstepPrice } from '../stairstep.js'
import type { VolumePrice } from '../volume.js'
import type { Curve, Line, LineTrail } from './curve.js'
import { graduatedCurve } from './graduated-curve.js'
import { lineFrom } from './line-from.js'
import { firstFee } from './first-fee.js'
import { slopeOf } from './slope-of.js'

/** The curve of a price; nothing where it reads other facts, counts blocks, or costs a fraction per unit. */
export function curveOf(price: Price): Curve | undefined {
  switch (price.model) {
    case 'flat':
      return flatCurve(price)
    case 'per_unit':
      return perUnitCurve(price)
    case 'graduated':
      return graduatedCurve(price)
    case 'volume':
      return volumeCurve(price)
    case 'stairstep':
      return stairstepCurve(price)
    case 'bucket':
      return bucketCurve(price)
    default:
      return undefined
  }
}

function flatCurve({ amount }: FlatPrice): Curve {
  return { lines: [wholeLine('Flat fee', amount)], bound: 'inclusive', negative: 'refused' }
}

function perUnitCurve({ unit, per, blocks }: PerUnitPrice): Curve | undefined {
  const slope = slopeOf({ unit, ...(per === undefined ? {} : { per }) }, blocks)
  if (slope === undefined) return undefined
  const line: Line = per === undefined ? wholeLine('Usage', unit) : { slope, start: '0' }
  return { lines: [line], bound: 'inclusive', negative: 'credited' }
}

function wholeLine(label: string, unit: Decimal): Line {
  return { slope: unit, start: '0', trail: { before: [], taken: '0', paid: '0', last: { label, unit, flat: '0' } } }
}

function volumeCurve({ tiers, bound = 'inclusive', zeroQuantity, blocks }: VolumePrice): Curve | undefined {
  const lines: Line[] = []
  for (const [index, tier] of tiers.entries()) {
    const slope = slopeOf(tier, blocks)
    if (slope === undefined) return undefined
    const { upTo, unit, per, flat = '0', cap } = tier
    lines.push({
      ...(upTo === undefined ? {} : { upTo }),
      slope,
      start: flat,
      ...(cap === undefined ? {} : { most: cap }),
      ...(per === undefined && cap === undefined ? { trail: singlePart({ label: 'Tier', index, unit, flat }) } : {}),
    })
  }
  return { lines, bound, atZero: zeroQuantity === 'first_tier_flat' ? firstFee(tiers) : '0', negative: 'refused' }
}

function stairstepCurve({ steps, bound = 'inclusive', zeroQuantity }: StairstepPrice): Curve | undefined {
  if (steps.some(({ limits }) => limits !== undefined)) return undefined
  const lines = steps.map(({ upTo, amount }, index): Line => ({
    ...(upTo === undefined ? {} : { upTo }),
    slope: '0',
    start: amount,
    trail: singlePart({ label: 'Step', index, unit: '0', flat: amount }),
  }))
  return { lines, bound, atZero: zeroQuantity === 'first_tier_flat' ? (steps[0]?.amount ?? '0') : '0', negative: 'refused' }
}

function singlePart({ label, index, unit, flat }: { readonly label: string; readonly index: number; readonly unit: Decimal; readonly flat: Decimal }): LineTrail {
  const tier = index + 1
  return { before: [], taken: '0', paid: '0', last: { label: `${label} ${tier}`, tier, unit, flat } }
}

function bucketCurve({ included, fee = '0', overage, rolloverLimit }: BucketPrice): Curve | undefined {
  if (rolloverLimit !== undefined) return undefined
  const line = lineFrom({ from: included, paid: fee, slope: overage })
  return { lines: isZero(included) ? [line] : [{ upTo: included, slope: '0', start: fee }, line], bound: 'inclusive', negative: 'refused' }
}
