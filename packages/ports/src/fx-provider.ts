import type { FxQuery, FxSnapshot } from '@farthing/ledger'

/** Where rates of exchange come from. Proved by `fxProviderSuite`. */
export interface FxProvider {
  /** Stands on every snapshot as `provider`: 1 to 256 characters. */
  readonly name: string
  /**
   * The rate of a pair that was in force at an instant: the latest that is not later. `checkFxSnapshot` accepts the snapshot.
   *
   * The pair comes as it was asked for, never turned round, and made of no other pairs. A question about the past has one answer for good.
   *
   * @throws `fx.rate_missing` where it knows none; `fx.unavailable` when it does not answer, which may be tried again
   */
  rate(query: FxQuery): Promise<FxSnapshot>
}
