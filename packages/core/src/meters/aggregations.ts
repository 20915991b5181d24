import type { AggregationTable } from './aggregation.js'
import { avgAggregation } from './aggregations/avg.js'
import { bucketedMaxFamily } from './aggregations/bucketed-max.js'
import { bucketedSumFamily } from './aggregations/bucketed-sum.js'
import { countAggregation } from './aggregations/count.js'
import { durationFamily } from './aggregations/duration.js'
import { firstAggregation } from './aggregations/first.js'
import { latestAggregation } from './aggregations/latest.js'
import { maxAggregation } from './aggregations/max.js'
import { minAggregation } from './aggregations/min.js'
import { percentileFamily } from './aggregations/percentile.js'
import { sumAggregation } from './aggregations/sum.js'
import { timeWeightedFamily } from './aggregations/time-weighted.js'
import { uniqueFamily } from './aggregations/unique.js'

/** The aggregations that Farthing brings, each under its own name. A host adds its own: `{ ...aggregations, [mine.name]: mine }`. */
export const aggregations: AggregationTable = {
  count: countAggregation,
  sum: sumAggregation,
  min: minAggregation,
  max: maxAggregation,
  avg: avgAggregation,
  unique: uniqueFamily,
  first: firstAggregation,
  latest: latestAggregation,
  time_weighted: timeWeightedFamily,
  duration: durationFamily,
  percentile: percentileFamily,
  bucketed_max: bucketedMaxFamily,
  bucketed_sum: bucketedSumFamily,
}
