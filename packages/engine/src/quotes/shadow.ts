import { publishPlan, shadowAccounts, shadowRate, type Catalog, type PastPeriod, type ShadowAccount, type ShadowCandidate, type ShadowRating, type ShadowSummary } from '@farthing/pricing'
import type { BillingContext } from '../context.js'
import { pastRatings, type PastScope } from './past-ratings.js'

export interface ShadowScope extends PastScope {
  /** What is tried: a plan version, terms, a function of the contract, or a whole catalogue, each of whose plans is tried on the contracts of its name. */
  readonly candidate: ShadowCandidate | Catalog
}

/**
 * Rates the past by a candidate beside its own terms, as a stream of accounts that ends with the totals. Holds one account at a time and
 * writes nothing.
 *
 * @throws `subscription.unknown`, `account.unknown`, `command.too_wide`, and what `shadowAccounts` throws
 */
export function shadow(context: BillingContext, scope: ShadowScope): AsyncGenerator<ShadowAccount, ShadowSummary> {
  return shadowAccounts({ periods: pastRatings(context, scope), candidate: candidateOf(context, scope) }, context)
}

/** The same at once, rating keys of the totals included; memory grows with accounts and charges. */
export async function shadowAtOnce(context: BillingContext, scope: ShadowScope): Promise<ShadowRating> {
  const periods: PastPeriod[] = []
  for await (const rating of pastRatings(context, scope)) periods.push(rating)
  return shadowRate({ periods, candidate: candidateOf(context, scope) }, context)
}

/** What is tried, with the plans of a catalogue as versions. */
export function candidateOf({ digest, stages }: BillingContext, { candidate }: ShadowScope): ShadowCandidate {
  if (typeof candidate === 'function' || !('plans' in candidate)) return candidate
  return { versions: Object.entries(candidate.plans).map(([name, plan]) => publishPlan(name, plan, digest, stages)) }
}
