import fc from 'fast-check'
import type { UsageEvent } from '../events/usage-event.js'
import { epochMsOf, instantOfEpochMs } from '../time/epoch-ms.js'
import { shiftInstant } from '../time/shift-instant.js'
import type { Instant } from '../time/time-type.js'
import { arbitraryReports, weekOfClockChange, type ReportRange } from './arbitrary-events.js'

/** A batch, and when the seller received it. */
export interface Delivery {
  readonly at: Instant
  /** May be empty. */
  readonly events: readonly UsageEvent[]
}

const latestMs = 45 * 86_400_000

/**
 * {@link arbitraryReports} as they arrive: in batches, some of them empty, received between the start of the range and 45 days after its end, so that
 * an event comes ahead of its time, in time or late. Receipts are in order; the events of a batch are in none.
 */
export function arbitraryDeliveries(range: ReportRange = {}): fc.Arbitrary<readonly Delivery[]> {
  const { from, to } = range.within ?? weekOfClockChange
  const receipt = fc.oneof(fc.constant(from), fc.integer({ min: epochMsOf(from), max: epochMsOf(to) }).map((ms) => instantOfEpochMs(ms)), fc.integer({ min: 0, max: latestMs }).map((ms) => shiftInstant(to, ms)))
  return arbitraryReports(range)
    .chain((reports) => arbitraryBatches(reports))
    .chain((batches) =>
      fc.array(receipt, { minLength: batches.length, maxLength: batches.length }).map((receipts) => {
        const inOrder = receipts.toSorted()
        return batches.map((events, index) => ({ at: inOrder[index] ?? to, events }))
      }),
    )
}

/** Inputs cut into one to five batches, in their order, empty ones among them. */
export function arbitraryBatches<T>(inputs: readonly T[]): fc.Arbitrary<readonly (readonly T[])[]> {
  return fc.array(fc.nat(inputs.length), { maxLength: 4 }).map((places) => {
    const bounds = [0, ...places.toSorted((a, b) => a - b), inputs.length]
    return bounds.slice(1).map((end, index) => inputs.slice(bounds[index], end))
  })
}
