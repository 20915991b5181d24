import type { Failure } from '@farthing/core'
import type { BrokenMeter } from './meter-outcomes.js'

/**
 * What happened to one event. `accepted`: it is kept, and a subscription takes it. `unattached`: it is kept, but as things stand no subscription
 * takes it; it counts as soon as one does. `duplicate`: it was kept before. `conflict` and `rejected`: it is not kept.
 */
export type ReceiptOutcome = 'accepted' | 'duplicate' | 'conflict' | 'unattached' | 'rejected'

/** The census of a batch: `received` is the sum of the others. */
export interface IngestCounts {
  readonly received: number
  readonly accepted: number
  readonly duplicate: number
  readonly conflict: number
  readonly unattached: number
  readonly rejected: number
}

/** An event that was not kept, and why. */
export interface RefusedEvent {
  /** Place in the batch, from 0. */
  readonly index: number
  /** Where it could be read. */
  readonly identity?: { readonly source: string; readonly id: string }
  readonly failure: Failure
}

/** An accepted event that breaks a meter: it is kept, and set aside there until a revision of it is readable. It counts on its other meters. */
export interface QuarantinedEvent {
  /** Place in the batch, from 0. */
  readonly index: number
  readonly meter: string
  readonly failure: Failure
}

export interface IngestResult {
  readonly counts: IngestCounts
  /** Conflicts and rejections, in the order of the batch. */
  readonly refused: readonly RefusedEvent[]
  /**
   * Places in the batch of accepted events that belong to a period whose usage is sealed already, in order. They count in the next revision of the
   * seal; after the invoice they wait for a correction or a write-off. A hint: `events.late` derives which events are late.
   */
  readonly late: readonly number[]
  /** Accepted events that a meter of the catalogue cannot read, in the order of the batch. */
  readonly quarantined: readonly QuarantinedEvent[]
  /** One for each event, in the order of the batch; present when asked for. */
  readonly receipts?: readonly ReceiptOutcome[]
}

export interface IngestOptions {
  /** Whether the result has a receipt for each event. Off unless given. */
  readonly receipts?: boolean
  /** Sources that send no time, besides those whose policy says so: for their events a missing `time` becomes the time of receipt. */
  readonly timeFromReceipt?: readonly string[]
}

/** An event and what happened to it. */
export interface Receipt {
  readonly outcome: ReceiptOutcome
  readonly refused?: RefusedEvent
  /** Of an accepted one: its period is sealed. */
  readonly late?: true
  /** Of an accepted one: the meters that it breaks, where there are any. */
  readonly quarantined?: readonly BrokenMeter[]
}

export function ingestResult(receipts: readonly Receipt[], options: IngestOptions): IngestResult {
  const counts = { received: receipts.length, accepted: 0, duplicate: 0, conflict: 0, unattached: 0, rejected: 0 }
  for (const { outcome } of receipts) counts[outcome] += 1
  return {
    counts,
    refused: receipts.flatMap(({ refused }) => (refused === undefined ? [] : [refused])),
    late: receipts.flatMap(({ late }, index) => (late === true ? [index] : [])),
    quarantined: receipts.flatMap(({ quarantined = [] }, index) => quarantined.map((broken) => ({ index, ...broken }))),
    ...(options.receipts === true ? { receipts: receipts.map(({ outcome }) => outcome) } : {}),
  }
}
