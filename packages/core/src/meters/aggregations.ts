import type { AggregationTable } from './aggregation.js'
import { countAggregation } from './aggregations/count.js'
import { sumAggregation } from './aggregations/sum.js'

/** The aggregations that Farthing brings. A host adds its own: `{ ...aggregations, [mine.name]: mine }`. */
export const aggregations: AggregationTable = {
  [countAggregation.name]: countAggregation,
  [sumAggregation.name]: sumAggregation,
}
