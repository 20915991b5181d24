import type { LegalHold, RetentionReview } from '@farthing/ledger'
import type { Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { contentsOf } from '../controls/contents-of.js'
import { decideUsage, type UsageRetention, type UsageRetentionScope } from './decide-usage.js'
import { liftLegalHold, placeLegalHold, type LiftLegalHold, type PlaceLegalHold } from './legal-holds.js'
import { reviewUsage, type ReviewUsage } from './review-usage.js'

/** What may go, and what stands in its way. Nothing here deletes. */
export interface RetentionOperations {
  /** Whether raw usage of a period may be replaced by its totals, with every reason why not. */
  decide(scope: UsageRetentionScope): Promise<UsageRetention>
  /** Records a review of an account's usage. */
  review(input: ReviewUsage): Promise<RetentionReview>
  /** By time. */
  reviews(filter?: { readonly account?: string }, page?: PageRequest): Promise<Page<RetentionReview>>
  /** Keeps everything of an account for now. */
  placeHold(input: PlaceLegalHold): Promise<LegalHold>
  liftHold(input: LiftLegalHold): Promise<LegalHold>
  /** By time; those that were lifted too. */
  holds(filter?: { readonly account?: string }, page?: PageRequest): Promise<Page<LegalHold>>
}

export function retentionOperations(context: BillingContext): RetentionOperations {
  return {
    decide: (scope) => decideUsage(context, scope),
    review: (input) => reviewUsage(context, input),
    reviews: (filter, page) => contentsOf(context, 'retention_review', filter, page),
    placeHold: (input) => placeLegalHold(context, input),
    liftHold: (input) => liftLegalHold(context, input),
    holds: (filter, page) => contentsOf(context, 'legal_hold', filter, page),
  }
}
