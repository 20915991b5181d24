import type { Exact } from '@farthing/core'
import type { BucketPrice } from '../models/bucket.js'
import type { HourlyPrice } from '../models/hourly.js'
import type { MatrixPrice } from '../models/matrix.js'
import type { PackagePrice } from '../models/package.js'
import type { PriceFacts } from '../models/price-facts.js'
import type { Price } from '../models/price.js'
import type { StairstepPrice } from '../models/stairstep.js'
import { greatest, isEqual, isLess, minus, over, plus, rational, times, total, wholes, zero, type Rational } from './rational.js'
import { graduatedOracle, heldBy, limitOracle, percentageCost, unitCost } from './tier-oracle.js'
import { percentageOracle } from './transaction-oracle.js'

/**
 * What a price gives, computed another way than `ratePrice`: from the definition of the model, in fractions of bigints, without stopping
 * early. Slow and obvious; laws compare with it.
 */
export function priceOracle(price: Price, facts: PriceFacts): Rational {
  const quantity = rational(facts.quantity)
  switch (price.model) {
    case 'flat':
    case 'fixed_fmv':
      return times(rational(price.amount), quantity)
    case 'per_unit':
      return unitCost(price.blocks)(price, quantity, true)
    case 'package':
      return packageOracle(price, quantity)
    case 'graduated':
      return graduatedOracle(price.tiers, quantity, { cost: unitCost(price.blocks), feeAtZero: price.zeroQuantity === 'first_tier_flat' })
    case 'graduated_percentage':
      return graduatedOracle(price.tiers, quantity, { cost: percentageCost, feeAtZero: price.zeroQuantity === 'first_tier_flat' })
    case 'volume': {
      const entered = !isEqual(quantity, zero) || price.zeroQuantity === 'first_tier_flat'
      return unitCost(price.blocks)(heldBy(price.tiers, quantity, price.bound) ?? { unit: '0' }, quantity, entered)
    }
    case 'stairstep':
      return stairstepOracle(price, facts)
    case 'percentage':
      return percentageOracle(price, (facts.transactions ?? []).map(rational))
    case 'matrix':
      return times(quantity, rational(matrixUnit(price, facts)))
    case 'dynamic':
      return times(rational(facts.amount ?? '0'), rational(price.multiplier ?? '1'))
    case 'hourly':
      return hourlyOracle(price, facts)
    case 'bucket':
      return bucketOracle(price, facts)
  }
}

function packageOracle({ size, amount, free = '0', rounding = 'up', roundingOrder }: PackagePrice, quantity: Rational): Rational {
  const [perPackage, allowance] = [rational(size), rational(free)]
  if (!isLess(allowance, quantity)) return zero
  const packages =
    roundingOrder === 'before_allowance'
      ? minus(wholes(over(quantity, perPackage), rounding), over(allowance, perPackage))
      : wholes(over(minus(quantity, allowance), perPackage), rounding)
  return times(packages, rational(amount))
}

function stairstepOracle({ steps, bound, zeroQuantity }: StairstepPrice, { quantity, quantities = {} }: PriceFacts): Rational {
  const limited = steps.some((step) => step.limits !== undefined)
  const used = Object.fromEntries(Object.entries(quantities).map(([meter, amount]) => [meter, rational(amount)]))
  const step = limited ? limitOracle(steps, used) : heldBy(steps, rational(quantity), bound)
  const nothing = limited ? Object.values(used).every((amount) => isEqual(amount, zero)) : isEqual(rational(quantity), zero)
  return nothing && zeroQuantity !== 'first_tier_flat' ? zero : rational(step?.amount ?? '0')
}

function matrixUnit({ rows, otherwise = '0' }: MatrixPrice, { dimensions = {} }: PriceFacts): `${number}` {
  const values = new Map(Object.entries(dimensions))
  return rows.find(({ when }) => Object.entries(when).every(([name, value]) => (values.get(name) ?? null) === value))?.unit ?? otherwise
}

function hourlyOracle({ rate, rates = {}, minimumMinutes = '0', incrementMinutes }: HourlyPrice, { entries = [] }: PriceFacts): Rational {
  const byType = new Map(Object.entries(rates))
  return total(
    entries.map(({ minutes, userType = '' }) => {
      if (isEqual(rational(minutes), zero)) return zero
      const atLeast = greatest(rational(minutes), rational(minimumMinutes))
      const billed = incrementMinutes === undefined ? atLeast : times(wholes(over(atLeast, rational(incrementMinutes)), 'up'), rational(incrementMinutes))
      return over(times(billed, rational(byType.get(userType) ?? rate)), rational('60'))
    }),
  )
}

function bucketOracle({ included, fee = '0', overage, rolloverLimit }: BucketPrice, { quantity, carry = {} }: PriceFacts): Rational {
  const { rolledOver = '0' } = carry as { readonly rolledOver?: Exact }
  const available = plus(rational(included), rolloverLimit === undefined ? zero : rational(rolledOver))
  return plus(rational(fee), times(greatest(minus(rational(quantity), available), zero), rational(overage)))
}
