import type { Dimensions, Exact, Hash, Interval, KnownAt, TenantId } from '@farthing/core'

/** How much of a meter was used, under one set of dimensions. */
export interface RecordedUsage {
  readonly dimensions: Dimensions
  readonly quantity: Exact
  readonly events: number
}

/** What a subscription has used of one meter in one period, as a whole. A later revision replaces it. */
export interface UsageRecord extends Interval {
  readonly tenant: TenantId
  readonly account: string
  readonly subscription: string
  readonly plan: string
  readonly meter: string
  /** 1 for the first. Usage that came late, was amended or withdrawn makes the next one. */
  readonly revision: number
  /** The same for every attempt of this revision, and for no other: give it to a sink that knows repeats. */
  readonly idempotencyKey: Hash
  /** Over all dimensions, as the meter aggregates: what is unique in two of them counts once. */
  readonly quantity: Exact
  readonly events: number
  /** By dimensions; empty where all of it was withdrawn. */
  readonly usage: readonly RecordedUsage[]
  /** Quantity of the revision before, which this sink has taken: a sink that adds up takes the difference. `0` for the first. */
  readonly previous: Exact
  readonly knownAt: KnownAt
}

/** A sink took a record, or never will. */
export type UsageReceipt =
  | {
      /** What the sink calls it. */
      readonly reference?: string
    }
  | {
      /** Why this record cannot be taken as it is, such as a customer that the sink does not have. It is not tried again until a person or a job says so. */
      readonly refused: string
    }

/**
 * Where usage is reported to, such as the metered billing of a payment provider. Proved by `usageSinkSuite`.
 *
 * Each revision arrives at least once, and those of one (subscription, meter) one behind the other. One that was taken may come again when its receipt was
 * lost: a sink keeps it once, by its idempotency key, or because it keeps the last revision of (subscription, meter, period).
 */
export interface UsageSink {
  /** 1 to 64 characters, kept with what was delivered: do not change it. */
  readonly name: string
  /** Meters that it takes; all unless given. */
  readonly meters?: readonly string[]
  /** Resolves once the record is kept, or can never be. Rejects with whatever says why not now: it comes again. */
  deliver(record: UsageRecord): Promise<UsageReceipt>
}
