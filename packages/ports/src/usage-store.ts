import type { Hash, Interval, KnownAt, UsageBucket, WindowWait } from '@farthing/core'

/** What a seal saw and gave: the usage buckets of one subscription and interval at one cut. */
export interface SealedUsage extends Interval {
  readonly subscription: string
  /** 0 for the first seal; an event after the seal makes the next revision. */
  readonly revision: number
  readonly knownAt: KnownAt
  /** Digest of what else the usage depends on: meter definitions, and the subscriptions that compete for its subjects. */
  readonly basis: Hash
  /** Why the windows of the interval were closed: one for each meter that it reads, ordered by meter. */
  readonly waits: readonly WindowWait[]
  /** On the stored grid, ordered by (meter, dimensions, from). Kept in the order given. */
  readonly buckets: readonly UsageBucket[]
}

/** What a seal is about. */
export interface SealablePeriod extends Interval {
  readonly subscription: string
}

/** Sealed usage of one tenant, by revision. Append-only. Proved by `usageStoreSuite`. */
export interface UsageStore {
  /**
   * Keeps a revision of (subscription, from, to). The same content again is a no-op.
   *
   * @throws `storage.conflict` when the revision exists with other content, or when it is not 0 and the one before does not exist:
   * of two concurrent seals that each saw something else, one is kept and the other starts again.
   */
  put(usage: SealedUsage): Promise<void>
  /** One revision of exactly this interval. */
  get(subscription: string, interval: Interval, revision: number): Promise<SealedUsage | undefined>
  /** The newest revision that covers exactly this interval; an overlapping one is another. */
  latest(subscription: string, interval: Interval): Promise<SealedUsage | undefined>
  /** The revision that `latest` would find for each, in their order; `undefined` where there is none. Reads no usage, and is one step, however many they are. */
  latestRevisions(periods: readonly SealablePeriod[]): Promise<readonly (number | undefined)[]>
}
