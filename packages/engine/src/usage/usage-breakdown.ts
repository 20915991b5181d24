import { addAll, allocate, canonicalJson, carryUsage, clipInterval, compareBytes, mergeUsage, minorUnitsOf, signOf, type Decimal, type Dimensions, type Exact, type Instant, type Interval, type Money, type Usage } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { rateBilled } from '../rating/rate-billed.js'
import { findFeature, type Feature } from './feature.js'
import { roundedLines } from './feature-usage.js'
import { usageAtCut, type PeriodUsage } from './usage-at-cut.js'
import { periodsOfScope, withSiblings, type SummaryScope } from './periods-of-scope.js'
import { totalsOf } from './usage-summary.js'

export interface BreakdownScope extends Omit<SummaryScope, 'features'> {
  /** A meter of the catalogue, or the event type that one meter alone counts. */
  readonly feature: string
  /** Dimensions to tell apart, which the meter keeps apart. */
  readonly by: readonly string[]
}

/** The use of one group, and its part of the cost. */
export interface BreakdownRow extends Interval {
  readonly account: string
  readonly subscription: string
  readonly dimensions: Dimensions
  readonly quantity: Exact
  readonly cost: Money
}

export interface UsageBreakdown extends Feature {
  readonly asOf: Instant
  /** By subscription, then dimensions, in byte order. */
  readonly rows: readonly BreakdownRow[]
  /** Of the cost what no group has caused, such as a fee without usage, and what cannot be dealt out, such as the price of a maximum; by currency. */
  readonly unassigned: readonly Money[]
}

/**
 * The use and the cost of a feature by its dimensions. What a line costs is dealt out to the groups in it in proportion to their quantities, largest remainder, so
 * that rows and `unassigned` sum to the cost of the feature in the summary. Writes nothing.
 *
 * @throws `meter.unknown`, `meter.invalid` for a dimension that the meter does not keep apart; as `usageSummary`
 */
export function usageBreakdown(context: BillingContext, { feature: name, by, ...scope }: BreakdownScope): Promise<UsageBreakdown> {
  const { meter: _, ...feature } = findFeature(context.catalog, name)
  return context.storage.transaction(context.tenant, async (stores) => {
    const rows: BreakdownRow[] = []
    const unassigned: Money[] = []
    let asOf = context.clock.now()
    for (const billed of await periodsOfScope(context, stores, scope)) {
      const usage = await usageAtCut(context, stores, await withSiblings(context, stores, billed))
      const { charges } = await rateBilled(context, stores, usage)
      const amounts = await roundedLines(context, stores, charges, usage)
      const asked = new Set(billed.map(({ contract }) => contract.subscription.id))
      asOf = usage.knownAt.at
      for (const each of usage.usage.filter(({ contract }) => asked.has(contract.subscription.id))) {
        const own = charges.filter((charge) => charge.subscription === each.contract.subscription.id && charge.meter === feature.feature)
        const dealt = dealOut(context, each, { feature: feature.feature, by, lines: own.map((charge) => ({ charge, amount: amounts.get(charge.chargeKey) ?? '0' })) })
        rows.push(...dealt.rows)
        unassigned.push(...dealt.unassigned)
      }
    }
    return { ...feature, asOf, rows, unassigned: totalsOf(unassigned.filter(({ amount }) => signOf(amount) !== 0)) }
  })
}

interface Lines {
  readonly feature: string
  readonly by: readonly string[]
  readonly lines: readonly { readonly charge: Charge; readonly amount: Decimal }[]
}

/** Aggregations whose quantities of groups add up to that of all of them. */
const additive: readonly string[] = ['count', 'sum', 'time_weighted', 'duration', 'bucketed_sum', 'bucketed_max']

function dealOut(context: BillingContext, billed: PeriodUsage, { feature, by, lines }: Lines): { readonly rows: readonly BreakdownRow[]; readonly unassigned: readonly Money[] } {
  const { contract: { subscription, planVersion }, period } = billed
  const { currency } = planVersion.content
  const isAdditive = additive.includes(context.catalog.meters[feature]?.aggregation ?? '')
  const shares = new Map<string, Decimal[]>()
  const unassigned: Money[] = []
  for (const { charge, amount } of lines) {
    const groups = groupsOf(context, billed, { feature, over: charge, by: [...new Set([...by, ...Object.keys(charge.dimensions)])] }).filter((group) => isOf(group, charge))
    const parts = partsOf(context, groups.map(({ dimensions, quantity }) => ({ key: keyOf(dimensions, by), weight: quantity })), { amount, currency, isAdditive })
    if (parts === undefined) unassigned.push({ amount, currency })
    for (const { key, amount: part } of parts ?? []) shares.set(key, [...(shares.get(key) ?? []), part])
  }
  const whose = { account: subscription.account, subscription: subscription.id, ...period }
  const over = clipInterval(period, subscription)
  const rows = (over === undefined ? [] : groupsOf(context, billed, { feature, over, by })).map(({ dimensions, quantity }): BreakdownRow => {
    return { ...whose, dimensions, quantity, cost: { amount: addAll(shares.get(keyOf(dimensions, by)) ?? []), currency } }
  })
  return { rows: [...rows].sort((a, b) => compareBytes(keyOf(a.dimensions, by), keyOf(b.dimensions, by))), unassigned }
}

/** The usage of a meter in a part of the period, by some dimensions. */
function groupsOf({ digest, aggregations }: BillingContext, { buckets, period }: PeriodUsage, { feature, over: { from, to }, by }: { readonly feature: string; readonly over: Interval; readonly by: readonly string[] }): readonly Usage[] {
  const interval = { from, to }
  const own = carryUsage(buckets.filter(({ meter }) => meter === feature), interval, { digest, aggregations })
  return mergeUsage(own, interval, { digest, aggregations, by, reference: period })
}

function isOf({ dimensions }: Usage, charge: Charge): boolean {
  return Object.entries(charge.dimensions).every(([name, value]) => dimensions[name] === value)
}

function keyOf(dimensions: Dimensions, by: readonly string[]): string {
  return canonicalJson(by.map((name) => dimensions[name] ?? null))
}

/** @returns `undefined` where an amount belongs to no group, or it cannot be said how much to which */
function partsOf(
  { rounding }: BillingContext,
  groups: readonly { readonly key: string; readonly weight: Exact }[],
  { amount, currency, isAdditive }: { readonly amount: Decimal; readonly currency: string; readonly isAdditive: boolean },
): readonly { readonly key: string; readonly amount: Decimal }[] | undefined {
  const weights = new Map<string, Exact>()
  for (const { key, weight } of groups) weights.set(key, addAll([weights.get(key) ?? '0', weight]))
  const [only, ...others] = weights.keys()
  if (only !== undefined && others.length === 0) return [{ key: only, amount }]
  const shares = [...weights].map(([key, weight]) => ({ key, weight }))
  if (!isAdditive || shares.some(({ weight }) => signOf(weight) < 0) || shares.every(({ weight }) => signOf(weight) === 0)) return undefined
  const { exponent = minorUnitsOf(currency, 'currency'), increment } = rounding
  return allocate({ total: amount, shares, exponent, ...(increment === undefined ? {} : { increment }) })
}
