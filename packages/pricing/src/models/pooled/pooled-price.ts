import type { Decimal } from '@farthing/core'
import { at, optional, readDecimal, readNamed, readPositive, readRecord } from '../read-fields.js'
import { readTiers } from '../tier.js'

/** One tier of a counter that several meters share. */
export interface PooledTier {
  /** Of all meters together, counted from 0. Belongs to the tier; absent in the last one, and only there. */
  readonly upTo?: Decimal
  /** What a unit costs in this tier, by meter; the price of `per` units where that is given. A meter that is not named cannot be used here. */
  readonly units: { readonly [meter: string]: Decimal }
  /** Units that `units` are the prices of; 1 unless given. */
  readonly per?: Decimal
}

/** Tiers that several meters climb together, each at prices of its own. */
export interface PooledPrice {
  readonly tiers: readonly PooledTier[]
}

/**
 * Reads a pooled price in canonical form. Tiers follow the rule of a graduated price: 1 to 1,000, bounds strictly increasing from above 0, the
 * last one open and no other.
 *
 * @throws `price.tiers_not_increasing` naming the tier, `catalog.malformed`, `decimal.malformed`, `price.invalid`
 */
export function checkPooledPrice(value: unknown, field: string): PooledPrice {
  const fields = readRecord(value, field, ['tiers'])
  return {
    tiers: readTiers(fields.tiers, at(field, 'tiers'), ['units', 'per'], (tier, place) => ({
      units: readUnits(tier.units, at(place, 'units')),
      ...optional(tier, 'per', place, readPositive),
    })),
  }
}

function readUnits(value: unknown, field: string): PooledTier['units'] {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([meter, unit]) => [meter, readDecimal(unit, at(field, meter))]))
}
