import type { CurrencyCode, Exact, Hash, Instant, Interval } from '@farthing/core'
import type { Side } from '@farthing/pricing'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** One charge of a run: which revision of it was rated, and at what amount. */
export interface RatedCharge {
  readonly chargeKey: Hash
  readonly revision: number
  readonly ratingKey: Hash
  /** Unrounded, without what earlier documents of the period billed of it. */
  readonly amount: Exact
  readonly product?: string
  /** Absent for what is no usage: fees, minimums, caps. */
  readonly meter?: string
}

/** One rating of what a document bills, or will bill once its period is over. */
export interface RatingRun extends Interval {
  readonly id: Hash
  /** Id of the document: known before it is issued. */
  readonly document: Hash
  /** 0 for the first of a document, without gaps. */
  readonly sequence: number
  readonly account: string
  readonly side: Side
  readonly group?: string
  readonly currency: CurrencyCode
  readonly at: Instant
  /** By charge key bytes. */
  readonly charges: readonly RatedCharge[]
}

/** Runs of rating of one tenant, by document. Append-only. Proved by `ratingRunStoreSuite`. */
export interface RatingRunStore {
  /** Adds a run behind the last of its document; the same again is a no-op. @throws `storage.conflict` when its place or id is taken, or is not the next */
  append(run: RatingRun): Promise<void>
  get(id: Hash): Promise<RatingRun | undefined>
  /** The last run of a document. */
  latest(document: Hash): Promise<RatingRun | undefined>
  /** Documents that bill or will bill a charge, by id bytes. */
  documentsOf(chargeKey: Hash): Promise<readonly Hash[]>
  /** Ordered by document bytes, then sequence. */
  list(filter: AccountScope, page?: PageRequest): Promise<Page<RatingRun>>
}
