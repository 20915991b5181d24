import fc from 'fast-check'
import { add, signOf, type Decimal, type Exact } from '@farthing/core'
import { arbitraryDecimal, arbitraryExact } from '@farthing/core/testing'
import type { FlatPrice } from '../models/flat.js'
import type { GraduatedPrice } from '../models/graduated.js'
import type { PerUnitPrice } from '../models/per-unit.js'
import type { Price } from '../models/price.js'
import type { Tier } from '../models/tier.js'

export interface PriceConstraints {
  /** `any` unless given: a negative price is a credit. */
  readonly sign?: 'any' | 'not-negative'
  /** Digits of each price and bound; 18 unless given. */
  readonly maxDigits?: number
}

export interface TierConstraints extends PriceConstraints {
  /** 6 unless given. */
  readonly maxTiers?: number
}

/** Valid tiers: bounds increase strictly, by a small or an awkward step; only the last is open. Some have a flat fee. */
export function arbitraryTiers(constraints: TierConstraints = {}): fc.Arbitrary<readonly Tier[]> {
  const { maxTiers = 6, maxDigits = 18 } = constraints
  const step = fc.oneof(fc.constantFrom<Decimal>('1', '10', '1000'), arbitraryDecimal({ sign: 'positive', maxDigits }))
  const bounded = fc.array(fc.tuple(step, tierPrice(constraints)), { maxLength: maxTiers - 1 })
  return fc.tuple(bounded, tierPrice(constraints)).map(([steps, last]) => {
    let upTo: Decimal = '0'
    const tiers = steps.map(([width, price]): Tier => ({ upTo: (upTo = add(upTo, width)), ...price }))
    return [...tiers, last]
  })
}

function tierPrice({ sign = 'any', maxDigits = 18 }: PriceConstraints): fc.Arbitrary<Omit<Tier, 'upTo'>> {
  const price = arbitraryDecimal({ sign, maxDigits })
  return fc.record({ unit: price, flat: price }, { requiredKeys: ['unit'], noNullPrototype: true })
}

export function arbitraryFlatPrice({ sign = 'any', maxDigits = 18 }: PriceConstraints = {}): fc.Arbitrary<FlatPrice> {
  return arbitraryDecimal({ sign, maxDigits }).map((amount) => ({ model: 'flat', amount }))
}

export function arbitraryPerUnitPrice({ sign = 'any', maxDigits = 18 }: PriceConstraints = {}): fc.Arbitrary<PerUnitPrice> {
  return arbitraryDecimal({ sign, maxDigits }).map((unit) => ({ model: 'per_unit', unit }))
}

export function arbitraryGraduatedPrice(constraints: TierConstraints = {}): fc.Arbitrary<GraduatedPrice> {
  const zeroQuantity = fc.constantFrom(undefined, 'nothing' as const, 'first_tier_flat' as const)
  return fc.tuple(arbitraryTiers(constraints), zeroQuantity).map(([tiers, zero]) => ({
    model: 'graduated',
    tiers,
    ...(zero === undefined ? {} : { zeroQuantity: zero }),
  }))
}

/** Valid prices of every model, in canonical form. */
export function arbitraryPrice(constraints: TierConstraints = {}): fc.Arbitrary<Price> {
  return fc.oneof(arbitraryFlatPrice(constraints), arbitraryPerUnitPrice(constraints), arbitraryGraduatedPrice(constraints))
}

/** Digits of 10^30 with 18 after the point. */
const longest = 48

/** Quantities from 0 up: decimals up to 10^30 with 18 digits after the point, and fractions. */
export function arbitraryQuantity(): fc.Arbitrary<Exact> {
  const sign = 'not-negative'
  return fc.oneof(arbitraryExact({ sign, maxDigits: 30 }), arbitraryDecimal({ sign, maxDigits: longest }))
}

export interface PricedQuantities<P extends Price> {
  readonly price: P
  readonly quantity: Exact
  /** Another one, for laws about two. */
  readonly other: Exact
}

/** A price with quantities that it might be asked for: anywhere, on a tier bound, or a millionth beside one. Shrinks well. */
export function arbitraryPricedQuantities<P extends Price>(prices: fc.Arbitrary<P>): fc.Arbitrary<PricedQuantities<P>> {
  const offset = fc.constantFrom<Decimal>('0', '0.000001', '1', '-0.000001')
  const place = fc.oneof(arbitraryQuantity(), fc.record({ bound: fc.nat(), offset }))
  return fc.tuple(prices, place, place).map(([price, one, two]) => ({ price, quantity: quantityAt(price, one), other: quantityAt(price, two) }))
}

function quantityAt(price: Price, place: Exact | { readonly bound: number; readonly offset: Decimal }): Exact {
  if (typeof place === 'string') return place
  const bounds = price.model === 'graduated' ? price.tiers.flatMap(({ upTo }) => upTo ?? []) : []
  const quantity = add(bounds[place.bound % Math.max(bounds.length, 1)] ?? '0', place.offset)
  return signOf(quantity) < 0 ? '0' : quantity
}
