import { add, addAll, assertInvariant, compare, compareBytes, fail, isZero, signOf, smallest, subtract, type Decimal, type Exact } from '@farthing/core'
import { countedBlocks } from '../blocks.js'
import { chargePart, ratedPrice, type ChargePart, type RatedPrice } from '../charge-part.js'
import type { PooledPrice, PooledTier } from './pooled-price.js'

/** Usage of one meter of the pool, at its place in the order. */
export interface PooledUse {
  readonly meter: string
  readonly quantity: Exact
}

/** What one use, or all uses of one meter, cost; the parts are the tiers that they fell into. */
export interface RatedUse extends PooledUse, RatedPrice {}

export interface RatedPool {
  readonly amount: Exact
  /** One for each use, in the order given. */
  readonly uses: readonly RatedUse[]
  /** One for each meter, in byte order; one part for each tier that it was used in. */
  readonly meters: readonly RatedUse[]
  /** Where the counter stands: what `counted` of the next call is. */
  readonly counted: Exact
}

const maxUses = 1_000_000

/**
 * Prices the usage of several meters that share one counter of tiers: each use takes the units that follow those before it, at its own
 * meter's price in the tier that they fall into. The order decides who gets the cheap tier, so it is part of the input: that in which usage
 * happened (by time, source and id). With equal prices for all meters the sum does not depend on it.
 *
 * Exact. Parts sum to their use, uses to their meter, meters to the amount; uses split or joined without another between them cost the same.
 * At most 1,000,000 uses; O(uses + tiers).
 *
 * @param counted what was counted before, `"0"` unless given, so that a period can be priced piece by piece
 * @throws `price.not_priced` where a use reaches a tier that does not name its meter; `price.quantity_negative`; `rating.too_large`
 */
export function ratePooled({ tiers }: PooledPrice, uses: readonly PooledUse[], counted: Exact = '0'): RatedPool {
  if (uses.length > maxUses) fail('rating.too_large', { field: 'uses', because: `has ${uses.length} entries`, facts: { uses: uses.length, maxUses } })
  refuseNegative(counted, 'counted')
  let place: Place = { index: 0, counter: add(counted, '0') }
  const rated = uses.map(({ meter, quantity }, index): RatedUse => {
    refuseNegative(quantity, `uses[${index}].quantity`)
    const climbed = climb(tiers, place, { meter, quantity: add(quantity, '0'), field: `uses[${index}].meter` })
    place = climbed.place
    return { meter, quantity: add(quantity, '0'), ...ratedPrice(climbed.parts) }
  })
  return { amount: addAll(rated.map(({ amount }) => amount)), uses: rated, meters: byMeter(rated), counted: place.counter }
}

/** Where the counter stands, and the tier of its last unit. */
interface Place {
  readonly index: number
  readonly counter: Exact
}

interface PlacedUse extends PooledUse {
  readonly field: string
}

/** Takes the units of one use tier by tier. Nothing used is a part without units in the tier where the counter stands. */
function climb(tiers: readonly PooledTier[], from: Place, use: PlacedUse): { readonly parts: readonly ChargePart[]; readonly place: Place } {
  const parts: ChargePart[] = []
  let { index, counter } = from
  let left = use.quantity
  for (;;) {
    const tier = tiers[index]
    assertInvariant(tier !== undefined, 'the last tier is open')
    const room = tier.upTo === undefined ? undefined : subtract(tier.upTo, counter)
    if (room !== undefined && signOf(room) <= (isZero(left) ? -1 : 0)) {
      index += 1
      continue
    }
    const taken = room === undefined ? left : smallest(left, room)
    parts.push(tierPart(tier, index, { ...use, quantity: taken }))
    counter = add(counter, taken)
    left = subtract(left, taken)
    if (isZero(left)) return { parts, place: { index, counter } }
  }
}

function tierPart(tier: PooledTier, index: number, use: PlacedUse): ChargePart {
  const { quantity } = use
  const number = index + 1
  return chargePart({ label: `Tier ${number}`, tier: number, quantity, ...countedBlocks(quantity, tier.per), unit: unitOf(tier, number, use) })
}

function unitOf({ units }: PooledTier, tier: number, { meter, quantity, field }: PlacedUse): Decimal {
  const unit = Object.hasOwn(units, meter) ? units[meter] : undefined
  if (unit !== undefined) return unit
  if (isZero(quantity)) return '0'
  return fail('price.not_priced', { field, because: `is ${JSON.stringify(meter)}, which tier ${tier} has no price for`, facts: { meter, tier } })
}

function byMeter(uses: readonly RatedUse[]): readonly RatedUse[] {
  const meters = new Map<string, Map<string, ChargePart>>()
  for (const { meter, parts } of uses) {
    const tiers = meters.get(meter) ?? new Map<string, ChargePart>()
    meters.set(meter, tiers)
    for (const part of parts) {
      const before = tiers.get(part.label)
      tiers.set(part.label, before === undefined ? part : joined(before, part))
    }
  }
  return [...meters]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([meter, tiers]) => {
      const parts = usedParts([...tiers.values()])
      return { meter, quantity: addAll(parts.map((part) => part.quantity)), ...ratedPrice(parts) }
    })
}

function joined(a: ChargePart, b: ChargePart): ChargePart {
  return {
    ...a,
    quantity: add(a.quantity, b.quantity),
    ...(a.counted === undefined ? {} : { counted: add(a.counted, b.counted ?? '0') }),
    // Nothing used has no price in a tier that does not name the meter, so the part with units says it.
    unit: isZero(a.quantity) ? b.unit : a.unit,
    amount: add(a.amount, b.amount),
  }
}

/** A use of nothing leaves no part beside others. */
function usedParts(parts: readonly ChargePart[]): readonly ChargePart[] {
  const used = parts.filter(({ quantity }) => !isZero(quantity))
  return used.length > 0 ? used : parts.slice(0, 1)
}

function refuseNegative(quantity: Exact, field: string): void {
  if (compare(quantity, '0') >= 0) return
  fail('price.quantity_negative', { field, because: `is ${quantity} in a pool of meters`, facts: { quantity } })
}
