import type { BillingContext } from '../context.js'
import { costsCsv, type CostsScope } from './costs-csv.js'
import { usageBreakdown, type BreakdownScope, type UsageBreakdown } from './usage-breakdown.js'
import { usageEstimate, type EstimateScope, type UsageEstimate } from './usage-estimate.js'
import { usageSeries, type FeatureSeries, type SeriesScope } from './usage-series.js'
import { usageSummary, type CurrentSummary } from './usage-summary.js'
import type { SummaryScope } from './periods-of-scope.js'

/** Usage and cost for people: all figures from the rating that the invoice would be made from. Nothing here writes. */
export interface UsageReports {
  /** What was used of each feature, what of it is included, and what it costs: the lines of usage of the invoice that would be issued now. */
  summary(scope: SummaryScope): Promise<CurrentSummary>
  /** What the running period costs so far, and at its end if usage goes on as until now. */
  estimate(scope: EstimateScope): Promise<UsageEstimate>
  /** A feature by its dimensions: the use and the part of the cost of each group. */
  breakdown(scope: BreakdownScope): Promise<UsageBreakdown>
  /** A feature over time, for a chart: a point for each hour, day, week or month of the account's clock, without gaps. */
  series(scope: SeriesScope): Promise<FeatureSeries>
  /** The costs of the last periods as CSV, line by line. */
  costsCsv(scope?: CostsScope): AsyncIterable<string>
}

export function usageReports(context: BillingContext): UsageReports {
  return {
    summary: (scope) => usageSummary(context, scope),
    estimate: (scope) => usageEstimate(context, scope),
    breakdown: (scope) => usageBreakdown(context, scope),
    series: (scope) => usageSeries(context, scope),
    costsCsv: (scope) => costsCsv(context, scope ?? {}),
  }
}
