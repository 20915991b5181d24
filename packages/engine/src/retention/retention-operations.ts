import type { LegalHold, PersonalDataErasure, RetentionReview, UsageCompaction } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { contentsOf } from '../controls/contents-of.js'
import { compactUsage, type CompactUsage } from './compact-usage.js'
import { decideUsage, type UsageRetention, type UsageRetentionScope } from './decide-usage.js'
import { erasePersonalData, type ErasePersonalData } from './erase-personal-data.js'
import { liftLegalHold, placeLegalHold, type LiftLegalHold, type PlaceLegalHold } from './legal-holds.js'
import { previewCompaction, type CompactionPreview, type CompactionQuestion } from './preview-compaction.js'
import { previewErasure, type ErasurePreview, type ErasureQuestion } from './preview-erasure.js'
import { previewRelease, releaseUsage, type ReleasePreview, type ReleaseQuestion, type ReleaseUsage, type UsageRelease } from './release-usage.js'
import { reviewUsage, type ReviewUsage } from './review-usage.js'

/** What may go, what stands in its way, and letting it go by name. */
export interface RetentionOperations {
  /** Whether raw usage of a period may be replaced by its totals, with every reason why not. */
  decide(scope: UsageRetentionScope): Promise<UsageRetention>
  /** Records a review of an account's usage. */
  review(input: ReviewUsage): Promise<RetentionReview>
  /** By time. */
  reviews(filter?: AccountScope, page?: PageRequest): Promise<Page<RetentionReview>>
  /** Keeps everything of an account for now. */
  placeHold(input: PlaceLegalHold): Promise<LegalHold>
  liftHold(input: LiftLegalHold): Promise<LegalHold>
  /** By time; those that were lifted too. */
  holds(filter?: AccountScope, page?: PageRequest): Promise<Page<LegalHold>>
  /** What a compaction of an account's usage would take away, and the id that confirms it. */
  previewCompaction(question: CompactionQuestion): Promise<CompactionPreview>
  /** Takes the bodies of events away, and keeps their totals. The one operation that deletes usage; it asks for what a preview gave. */
  compact(input: CompactUsage): Promise<UsageCompaction>
  /** By time. */
  compactions(filter?: AccountScope, page?: PageRequest): Promise<Page<UsageCompaction>>
  /** What a release of the tenant's usage in a period would let go, and the id that confirms it. */
  previewRelease(question: ReleaseQuestion): Promise<ReleasePreview>
  /** Records that all bodies of a period may go with the tables of their months; takes none away. */
  release(input: ReleaseUsage): Promise<UsageRelease>
  /** What an erasure of an account's personal data would take out, what stands in its way, and the id that confirms it. */
  previewErasure(question: ErasureQuestion): Promise<ErasurePreview>
  /** Takes personal data of an account out, and leaves what is billed from and what proves it. */
  erase(input: ErasePersonalData): Promise<PersonalDataErasure>
  /** By time. */
  erasures(filter?: AccountScope, page?: PageRequest): Promise<Page<PersonalDataErasure>>
}

export function retentionOperations(context: BillingContext): RetentionOperations {
  return {
    decide: (scope) => decideUsage(context, scope),
    review: (input) => reviewUsage(context, input),
    reviews: async (filter, page) => contentsOf(context, 'retention_review', checkFilter(filter, scopeRules), page),
    placeHold: (input) => placeLegalHold(context, input),
    liftHold: (input) => liftLegalHold(context, input),
    holds: async (filter, page) => contentsOf(context, 'legal_hold', checkFilter(filter, scopeRules), page),
    previewCompaction: (question) => previewCompaction(context, question),
    compact: (input) => compactUsage(context, input),
    compactions: async (filter, page) => contentsOf(context, 'usage_compaction', checkFilter(filter, scopeRules), page),
    previewRelease: (question) => previewRelease(context, question),
    release: (input) => releaseUsage(context, input),
    previewErasure: (question) => previewErasure(context, question),
    erase: (input) => erasePersonalData(context, input),
    erasures: async (filter, page) => contentsOf(context, 'erasure', checkFilter(filter, scopeRules), page),
  }
}
