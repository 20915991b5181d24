import { isZero, minorUnitsOf, multiply, type CurrencyCode, type Decimal } from '@farthing/core'
import type { Price } from '@farthing/pricing'

/** A price in words of a quota. */
interface QuotaPrice {
  /** Units that are free in each period. */
  readonly includedQuantity: Decimal
  /** Of one more unit, in major units; absent where that depends on how many there are. */
  readonly unit?: Decimal
}

/** Prices a unit beyond an included quantity: a first tier that is free, or one price throughout where nothing is included. */
export function priceOfQuota({ includedQuantity, unit }: Required<QuotaPrice>): Price {
  return isZero(includedQuantity) ? { model: 'per_unit', unit } : { model: 'graduated', tiers: [{ upTo: includedQuantity, unit: '0' }, { unit }] }
}

/** What a price gives free by itself, and what it costs beyond. Allowances of programs, and what rolled over, come on top. */
export function quotaOfPrice(price: Price): QuotaPrice {
  switch (price.model) {
    case 'per_unit':
      return { includedQuantity: '0', ...(price.per === undefined ? { unit: price.unit } : {}) }
    case 'package':
      return { includedQuantity: price.free ?? '0' }
    case 'bucket':
      return { includedQuantity: price.included, unit: price.overage }
    case 'graduated':
    case 'volume':
      return quotaOfTiers(price)
    default:
      return { includedQuantity: '0' }
  }
}

type TieredPrice = Extract<Price, { readonly model: 'graduated' | 'volume' }>

function quotaOfTiers({ model, tiers }: TieredPrice): QuotaPrice {
  const paid = tiers.findIndex(({ unit, flat = '0' }) => !isZero(unit) || !isZero(flat))
  const includedQuantity = tiers[paid - 1]?.upTo ?? '0'
  const [beyond, ...dearer] = paid < 0 ? [] : tiers.slice(paid)
  const isOne = model === 'graduated' && beyond !== undefined && dearer.length === 0 && beyond.per === undefined && beyond.flat === undefined && beyond.cap === undefined
  return { includedQuantity, ...(isOne ? { unit: beyond.unit } : {}) }
}

/** A price of a unit in minor units of a currency, such as `5` for 0.05 EUR; it may have a fraction. */
export function inMinorUnits(unit: Decimal, currency: CurrencyCode): Decimal {
  return multiply(unit, `1${'0'.repeat(minorUnitsOf(currency, 'currency'))}` as Decimal)
}

/** The inverse of {@link inMinorUnits}. */
export function inMajorUnits(minor: Decimal, currency: CurrencyCode): Decimal {
  const digits = minorUnitsOf(currency, 'currency')
  return multiply(minor, digits === 0 ? '1' : (`0.${'0'.repeat(digits - 1)}1` as Decimal))
}
