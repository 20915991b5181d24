import { multiply, type Decimal } from '@farthing/core'
import type { PercentageTier } from '../../models/graduated-percentage.js'
import type { PercentagePrice } from '../../models/percentage-price.js'
import type { Price } from '../../models/price.js'
import type { Tier } from '../../models/tier.js'

/**
 * The price that costs `factor` times as much for the same usage: each figure of money is multiplied, bounds and allowances stay.
 *
 * Exact: rating by it gives `factor` times what rating by the price gives (law, with factors that are not negative).
 */
export function scalePrice(price: Price, factor: Decimal): Price {
  const by = (figure: Decimal): Decimal => multiply(figure, factor)
  switch (price.model) {
    case 'flat':
    case 'package':
    case 'fixed_fmv':
      return { ...price, amount: by(price.amount) }
    case 'per_unit':
      return { ...price, unit: by(price.unit) }
    case 'graduated':
    case 'volume':
      return { ...price, tiers: price.tiers.map((tier) => scaleTier(tier, by)) }
    case 'stairstep':
      return { ...price, steps: price.steps.map((step) => ({ ...step, amount: by(step.amount) })) }
    case 'percentage':
      return scalePercentage(price, by)
    case 'graduated_percentage':
      return { ...price, tiers: price.tiers.map((tier) => scalePercentageTier(tier, by)) }
    case 'matrix':
      return { ...price, rows: price.rows.map((row) => ({ ...row, unit: by(row.unit) })), ...(price.otherwise === undefined ? {} : { otherwise: by(price.otherwise) }) }
    case 'dynamic':
      return { ...price, multiplier: by(price.multiplier ?? '1') }
    case 'hourly':
      return { ...price, rate: by(price.rate), ...(price.rates === undefined ? {} : { rates: mapRates(price.rates, by) }) }
    case 'bucket':
      return { ...price, overage: by(price.overage), ...(price.fee === undefined ? {} : { fee: by(price.fee) }) }
  }
}

type Scale = (figure: Decimal) => Decimal

function scaleTier(tier: Tier, by: Scale): Tier {
  return { ...tier, unit: by(tier.unit), ...scaleLimits(tier, by) }
}

function scalePercentageTier(tier: PercentageTier, by: Scale): PercentageTier {
  return { ...tier, rate: by(tier.rate), ...scaleLimits(tier, by) }
}

function scaleLimits({ flat, cap }: Pick<Tier, 'flat' | 'cap'>, by: Scale): Pick<Tier, 'flat' | 'cap'> {
  return { ...(flat === undefined ? {} : { flat: by(flat) }), ...(cap === undefined ? {} : { cap: by(cap) }) }
}

function scalePercentage(price: PercentagePrice, by: Scale): PercentagePrice {
  const { fixed, minimum, maximum } = price
  return {
    ...price,
    rate: by(price.rate),
    ...(fixed === undefined ? {} : { fixed: by(fixed) }),
    ...(minimum === undefined ? {} : { minimum: by(minimum) }),
    ...(maximum === undefined ? {} : { maximum: by(maximum) }),
  }
}

function mapRates(rates: { readonly [userType: string]: Decimal }, by: Scale): { readonly [userType: string]: Decimal } {
  return Object.fromEntries(Object.entries(rates).map(([userType, rate]) => [userType, by(rate)]))
}
