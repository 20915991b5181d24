import type { BillingContext } from '../context.js'
import { csvLine } from './csv-line.js'
import { usageHistory, type HistoryScope } from './usage-history.js'

const columns = ['account', 'subscription', 'plan', 'feature', 'display_name', 'unit', 'from', 'to', 'used', 'included', 'overage', 'cost', 'currency'] as const

/** Whose costs, and of how many periods. */
export type CostsScope = Pick<HistoryScope, 'account' | 'subscription' | 'limit'>

/**
 * The costs of the last periods as CSV (RFC 4180), line by line: a header, then a line for each feature of each entry of the history, in its order. Quantities are
 * exact texts, also fractions such as `70/31`; `included` is empty where there is no end of it. Writes nothing.
 *
 * @throws as `usageHistory`
 */
export async function* costsCsv(context: BillingContext, scope: CostsScope): AsyncIterable<string> {
  yield csvLine(columns)
  for (const { costs = [] } of await usageHistory(context, { ...scope, costs: true })) {
    for (const { account, subscription, plan, feature, displayName, unit = '', from, to, used, included = '', overage, cost } of costs) {
      yield csvLine([account, subscription, plan, feature, displayName, unit, from, to, used, included, overage, cost.amount, cost.currency])
    }
  }
}
