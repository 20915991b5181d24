import type { Hash } from '@farthing/core'
import type { Charge } from '@farthing/pricing'

export interface ChargeRevision {
  readonly charge: Charge
  /** 0 for the first rating of a charge key; without gaps. */
  readonly revision: number
}

/** Ratings of one tenant, by charge key and revision. Append-only. Proved by `chargeStoreSuite`. */
export interface ChargeStore {
  /**
   * Keeps a rating: gives back the head revision when it has the same rating key, else stores the next revision and gives that.
   *
   * Only the head decides: a rating that returns to an earlier result is a new revision. Unique on (chargeKey, revision), so that of
   * concurrent ratings each gets its own revision or, with the same rating key, the same one.
   */
  put(charge: Charge): Promise<ChargeRevision>
  /**
   * Keeps any number of ratings in one step, as `put` keeps each; gives their revisions in their order. Each charge key stands once.
   *
   * @throws `storage.conflict` for one that stands twice; `storage.contention` where another batch holds what this one wants and the other way round: run it again
   */
  putAll(charges: readonly Charge[]): Promise<readonly ChargeRevision[]>
  /** The newest revision. */
  head(chargeKey: Hash): Promise<ChargeRevision | undefined>
}
