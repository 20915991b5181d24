import type { BillingContext } from '../context.js'
import { importBalances } from './import-balances.js'
import { importHistory } from './import-history.js'
import type { ImportResult, ImportRows } from './import-rows.js'
import { importSubscriptions } from './import-subscriptions.js'

/**
 * Takes over what another system has billed until now. Each row has a `reference`, its name over there: the same row again changes nothing, another one under
 * the same reference is refused. A refused row keeps no other from being imported. With `dryRun` everything is tried and nothing is kept.
 */
export interface ImportOperations {
  /** Subscriptions, each from when Farthing bills it. Creates their accounts. */
  subscriptions(input: ImportRows): Promise<ImportResult>
  /** What accounts owe and have to their credit, into the book. */
  balances(input: ImportRows): Promise<ImportResult>
  /** Usage of the time before, as summaries for people. Nothing is billed from it. */
  history(input: ImportRows): Promise<ImportResult>
}

export function importOperations(context: BillingContext): ImportOperations {
  return {
    subscriptions: (input) => importSubscriptions(context, input),
    balances: (input) => importBalances(context, input),
    history: (input) => importHistory(context, input),
  }
}
