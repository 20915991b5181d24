import { addAll, minorUnitsOf, round, type Exact, type Instant, type Money } from '@farthing/core'
import type { Projection, ProjectionMethod } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { projectIn, type ProjectionScope } from '../quotes/project.js'
import { featureUsage, type FeatureUsage } from './feature-usage.js'
import { usageAtCut } from './usage-at-cut.js'
import { featureFilter, periodsOfScope, withSiblings, type SummaryScope } from './periods-of-scope.js'
import { totalsOf } from './usage-summary.js'

/** Whose running periods are estimated, and how the end of each meter's usage follows. */
export interface EstimateScope extends Omit<SummaryScope, 'period'>, Pick<ProjectionScope, 'methods'> {}

/** The use and the cost of a feature now, and by the end of the period. */
export interface FeatureEstimate extends FeatureUsage {
  readonly projectedQuantity: Exact
  /** Each charge rounded by itself. */
  readonly projectedCost: Money
  /** How the end follows from what is known; that of the first group of usage. */
  readonly method: ProjectionMethod
}

export interface UsageEstimate {
  readonly asOf: Instant
  /** By subscription, then feature, in byte order. */
  readonly features: readonly FeatureEstimate[]
  /** Σ `cost`, by currency. */
  readonly current: readonly Money[]
  /** Σ `projectedCost`, by currency. */
  readonly projected: readonly Money[]
}

/**
 * What the running period costs so far, and what it will cost at its end if usage goes on as until now: the costs of features, without fees. Writes nothing.
 *
 * @throws as `usageSummary` and `quotes.project`
 */
export function usageEstimate(context: BillingContext, scope: EstimateScope): Promise<UsageEstimate> {
  const { methods, ...asked } = scope
  const isAsked = featureFilter(context, asked)
  return context.storage.transaction(context.tenant, async (stores) => {
    const now = context.clock.now()
    const features: FeatureEstimate[] = []
    for (const billed of await periodsOfScope(context, stores, asked)) {
      const rows = await featureUsage(context, stores, await usageAtCut(context, stores, await withSiblings(context, stores, billed)), now)
      for (const { contract } of billed) {
        const { id: subscription } = contract.subscription
        const projection = await projectIn(context, stores, { subscription, ...(methods === undefined ? {} : { methods }) })
        const own = rows.filter((row) => row.subscription === subscription && isAsked(row.feature))
        features.push(...own.map((row) => estimated(context, row, projection)))
      }
    }
    return { asOf: now, features, current: totalsOf(features.map(({ cost }) => cost)), projected: totalsOf(features.map(({ projectedCost }) => projectedCost)) }
  })
}

function estimated({ rounding }: BillingContext, row: FeatureUsage, { features, quote }: Projection): FeatureEstimate {
  const groups = features.filter(({ meter }) => meter === row.feature)
  const charges = quote.charges.filter(({ meter }) => meter === row.feature)
  const { currency } = quote
  const { mode, exponent = minorUnitsOf(currency, 'currency'), increment } = rounding
  const rule = { mode, exponent, ...(increment === undefined ? {} : { increment }) }
  return {
    ...row,
    projectedQuantity: groups.length === 0 ? row.used : addAll(groups.map(({ quantity }) => quantity)),
    projectedCost: { amount: addAll(charges.map(({ amount }) => round(amount, rule))), currency },
    method: groups[0]?.method ?? 'unchanged',
  }
}
