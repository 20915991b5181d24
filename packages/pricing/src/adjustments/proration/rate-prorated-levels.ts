import { add, compare, largest, multiply, type Exact, type Instant, type Interval } from '@farthing/core'
import { chargePart, ratedPrice, type ChargePart, type RatedPrice } from '../../models/charge-part.js'
import type { GraduatedPrice } from '../../models/graduated.js'
import { rateIncrement } from '../../models/rate-increment.js'
import { ratePrice } from '../../models/rate-price.js'
import { proratedShare } from './prorated-share.js'
import type { ProrationBasis } from './proration-basis.js'

export interface LevelChange {
  readonly at: Instant
  /** Units that come, or go when negative. */
  readonly delta: Exact
}

/** A level, such as seats, over one period. */
export interface Levels {
  /** At the start of the period. */
  readonly opening: Exact
  /** In the order in which they happen. */
  readonly changes: readonly LevelChange[]
  readonly period: Interval
  readonly basis?: ProrationBasis
}

/**
 * Prices a level through graduated tiers for the time that each unit was held: the opening level for the whole period, each change for what
 * is left of it, at the prices of the tiers that it enters or leaves. A tier's flat fee is due in full once the level enters it.
 *
 * Exact. Parts say the time-weighted units of each tier (`2` units for 21 of 30 days are `1.4`), then the flat fees.
 *
 * @throws `price.quantity_negative` when the level falls below 0, and what `proratedShare` throws
 */
export function rateProratedLevels(price: GraduatedPrice, { opening, changes, period, basis }: Levels): RatedPrice {
  const units: ChargePart[] = []
  let level: Exact = '0'
  let peak: Exact = '0'
  for (const { at, delta } of [{ at: period.from, delta: opening }, ...changes]) {
    const share = proratedShare({ part: { from: at, to: period.to }, period, ...(basis === undefined ? {} : { basis }) })
    units.push(...rateIncrement(withoutFees(price), { before: level, added: delta }).parts.map((part) => partFor(part, share)))
    level = add(level, delta)
    peak = largest(peak, level)
  }
  return ratedPrice([...units, ...feesOf(price, peak)])
}

function withoutFees(price: GraduatedPrice): GraduatedPrice {
  return { ...price, tiers: price.tiers.map(({ flat: _, ...tier }) => tier) }
}

function partFor({ label, tier, quantity, counted, unit, flat }: ChargePart, share: Exact): ChargePart {
  const weighted = counted === undefined ? {} : { counted: multiply(counted, share) }
  return chargePart({ label, ...(tier === undefined ? {} : { tier }), quantity: multiply(quantity, share), ...weighted, unit, flat })
}

function feesOf(price: GraduatedPrice, peak: Exact): readonly ChargePart[] {
  return ratePrice(price, peak)
    .parts.filter((part) => compare(part.flat, '0') !== 0)
    .map(({ label, tier, flat }) => chargePart({ label, ...(tier === undefined ? {} : { tier }), quantity: '0', unit: '0', flat }))
}
