import { addAll, assertInvariant, compareBytes, largest, shiftInstant, subtract, type Decimal, type Exact, type Hash, type Instant, type Interval, type Money } from '@farthing/core'
import { groupCharges, lineAmounts } from '@farthing/ledger'
import { freePart, freeUnits, type Charge, type RatingInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { payerOf } from '../rating/payer-of.js'
import { rateBilled } from '../rating/rate-billed.js'
import { featureOf, type Feature } from './feature.js'
import type { UsageAtCut } from './usage-at-cut.js'

/** The use and the cost of one feature by one subscription in one of its billing periods, which is `from` and `to`. */
export interface FeatureUsage extends Feature, Interval {
  readonly account: string
  readonly subscription: string
  readonly plan: string
  readonly used: Exact
  /** Units that cost nothing, used or still there; absent where there is no end. Of groups that are priced apart those that have usage count. */
  readonly included?: Exact
  /** Units that cost something: `used` beyond `included`. */
  readonly overage: Exact
  /** What the lines of it come to, on an invoice that is issued as things stand; discounts of the document, credits and taxes apart. In the currency of the plan. */
  readonly cost: Money
  /** The same before rounding. */
  readonly exact: Exact
}

/**
 * The use and the cost of every feature that was priced, from the rating that the invoice would be made from: by subscription, then feature, in byte order. Writes
 * nothing.
 *
 * @param usage that of all subscriptions of an account over one period, as on its invoice: grants are shared, and under `perTotal` so is what rounding leaves
 */
export async function featureUsage(context: BillingContext, stores: Stores, usage: UsageAtCut, now: Instant): Promise<readonly FeatureUsage[]> {
  const { charges, ratings } = await rateBilled(context, stores, usage)
  const amounts = await roundedLines(context, stores, charges, usage)
  return [...usage.usage]
    .sort((a, b) => compareBytes(a.contract.subscription.id, b.contract.subscription.id))
    .flatMap(({ contract: { subscription, planVersion }, period }) => {
      const own = charges.filter((charge) => charge.subscription === subscription.id)
      const meters = [...new Set(own.flatMap(({ meter }) => (meter === undefined ? [] : [meter])))].sort(compareBytes)
      const whose = { account: subscription.account, subscription: subscription.id, plan: subscription.plan, from: period.from, to: period.to }
      const rated = ratings.filter(({ contract }) => contract.subscription.id === subscription.id)
      return meters.map((meter): FeatureUsage => {
        const metered = own.filter((charge) => charge.meter === meter)
        return {
          ...featureOf(context.catalog, meter),
          ...whose,
          ...unitsOf(metered, leftAt(context, rated, { meter, at: lastMoment(period, now) })),
          cost: { amount: addAll(metered.map(({ chargeKey }) => amounts.get(chargeKey) ?? '0')), currency: planVersion.content.currency },
          exact: addAll(metered.map(({ amount }) => amount)),
        }
      })
    })
}

/** The amounts of lines by charge key, rounded as on the documents that the charges would stand on. */
export async function roundedLines({ rounding, invoicing }: BillingContext, stores: Stores, charges: readonly Charge[], { usage }: UsageAtCut): Promise<ReadonlyMap<Hash, Decimal>> {
  const accounts = new Map(usage.map(({ contract }) => [contract.subscription.id, payerOf(contract)]))
  const amounts = new Map<Hash, Decimal>()
  const places = new Map<string, Charge[]>()
  for (const charge of charges) {
    const account = accounts.get(charge.subscription) ?? ''
    const key = JSON.stringify([account, charge.currency])
    places.set(key, [...(places.get(key) ?? []), charge])
  }
  for (const [key, own] of places) {
    const [account = '', currency = ''] = JSON.parse(key) as readonly string[]
    const grouping = (await stores.accounts.get(account))?.invoiceGrouping ?? invoicing.grouping
    const documents = grouping === undefined ? [{ charges: own }] : groupCharges(own, grouping)
    for (const document of documents) for (const [line, amount] of lineAmounts(document.charges, rounding, currency)) amounts.set(line, amount)
  }
  return amounts
}

/** The last instant of a period that has come. */
function lastMoment({ from, to }: Interval, now: Instant): Instant {
  const last = now < to ? now : shiftInstant(to, -1)
  return last < from ? from : last
}

/** @returns `undefined` where there is no end of free units; none where the terms price the feature no longer */
function leftAt(context: BillingContext, ratings: readonly RatingInput[], { meter, at }: { readonly meter: string; readonly at: Instant }): Exact | undefined {
  const rating = ratings.find(({ contract: { subscription } }) => subscription.from <= at && (subscription.to === undefined || at < subscription.to))
  const free = rating && freeUnits({ rating, meter, at }, context)
  return free === undefined ? '0' : free.left
}

/** Where several components price a meter each counts its units: the one that counts most says how many were used and how many cost something. */
function unitsOf(charges: readonly Charge[], left: Exact | undefined): Pick<FeatureUsage, 'used' | 'included' | 'overage'> {
  const components = [...new Set(charges.map(({ component }) => component))].map((component) => {
    const own = charges.filter((charge) => charge.component === component)
    const used = addAll(own.map(({ quantity }) => quantity))
    return { used, paid: subtract(used, freePart(own)) }
  })
  const [first, ...others] = components
  assertInvariant(first !== undefined, 'a feature has a charge')
  const used = largest(first.used, ...others.map((each) => each.used))
  const overage = largest('0', first.paid, ...others.map((each) => each.paid))
  return { used, ...(left === undefined ? {} : { included: addAll([subtract(used, overage), left]) }), overage }
}
