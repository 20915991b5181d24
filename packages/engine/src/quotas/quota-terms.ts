import type { Cadence, CurrencyCode, Decimal, Instant, PeriodUnit } from '@farthing/core'
import type { Price } from '@farthing/pricing'
import type { QuotaLimit } from '@farthing/ports'
import type { Feature } from '../usage/feature.js'
import { inMinorUnits, quotaOfPrice } from './quota-price.js'
import type { QuotaSubject } from './quota-subject.js'

/** What is said about a feature of a subscription, now. Its prices are those of the terms: a quota has none of its own. */
export interface QuotaTerms extends Feature {
  readonly account: string
  readonly subscription: string
  readonly plan: string
  /** What prices it, by key in byte order. */
  readonly components: readonly QuotaComponent[]
  readonly currency: CurrencyCode
  /** How often what is included comes again: with each billing period. */
  readonly every: Cadence
  /** The most that may be used, where that was decided. */
  readonly limit?: QuotaTermsLimit
}

export interface QuotaTermsLimit {
  readonly quantity: Decimal
  readonly resetPeriod: PeriodUnit
  readonly configuredAt: Instant
}

export interface QuotaComponent {
  readonly component: string
  readonly price: Price
  /** Id of the change that gives this subscription a price of its own: the key of `quotas.configure`, or of `subscriptions.override`. */
  readonly override?: string
  /** Units that the price gives free in each period; allowances of the program, and what rolled over, come on top. */
  readonly includedQuantity: Decimal
  /** What one more unit costs, in minor units of the currency; absent where that depends on how many there are. */
  readonly pricePerUnitMinor?: Decimal
}

export function quotaTerms({ contract, priced, ...feature }: QuotaSubject, limit: QuotaLimit | undefined): QuotaTerms {
  const { account, id, plan } = contract.subscription
  const { currency, every } = contract.planVersion.content
  const components = [...priced].map(([component, { component: { price }, source }]): QuotaComponent => {
    const { includedQuantity, unit } = quotaOfPrice(price)
    return {
      component,
      price,
      ...(source.override === undefined ? {} : { override: source.override }),
      includedQuantity,
      ...(unit === undefined ? {} : { pricePerUnitMinor: inMinorUnits(unit, currency) }),
    }
  })
  return { ...feature, account, subscription: id, plan, components, currency, every, ...limitOf(limit) }
}

function limitOf(limit: QuotaLimit | undefined): Pick<QuotaTerms, 'limit'> {
  if (limit?.quantity === undefined) return {}
  const { quantity, resetPeriod, configuredAt } = limit
  return { limit: { quantity, resetPeriod, configuredAt } }
}
