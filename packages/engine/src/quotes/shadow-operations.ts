import type { ShadowAccount, ShadowRating, ShadowSummary } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { dryRunShadow, type DryRunShadow, type ShadowDryRun } from './shadow-dry-run.js'
import { shadow, shadowAtOnce, type ShadowScope } from './shadow.js'

/** The past by other terms. Answers say that nothing was written: `ledgerWrites: false`, `ratedUsageWrites: false`. */
export interface ShadowOperations {
  /** Rates the past by a candidate beside its own terms, account by account; the generator returns the totals. Writes nothing. */
  accounts(scope: ShadowScope): AsyncGenerator<ShadowAccount, ShadowSummary>
  /** The same at once. */
  rate(scope: ShadowScope): Promise<ShadowRating>
  /** The same by an operator, with an audit record of who tried what and why: the totals, and a digest of the rows. Writes nothing else. */
  dryRun(input: DryRunShadow): Promise<ShadowDryRun>
}

export function shadowOperations(context: BillingContext): ShadowOperations {
  return {
    accounts: (scope) => shadow(context, scope),
    rate: (scope) => shadowAtOnce(context, scope),
    dryRun: async (input) => dryRunShadow(context, input),
  }
}
