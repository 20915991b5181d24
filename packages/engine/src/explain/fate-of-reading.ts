import { addAll, isZero, type Hash, type Instant } from '@farthing/core'
import type { InvoiceLine } from '@farthing/ledger'
import type { EventReading } from '../events/event-record.js'
import type { BilledUsage } from './billed-usage.js'
import { lineOfEvent, type EventFate, type FreeReason } from './event-fate.js'

/** What is known about one event and the period that it lies in. */
export interface EventStanding {
  readonly at: Instant
  /** What billed the period; absent while nothing has. */
  readonly billed?: BilledUsage
  /** Whether this revision is in the cut of what billed or sealed the period. */
  readonly isInCut: boolean
  readonly isSealed: boolean
  readonly isWrittenOff: boolean
}

/** What became of a reading. The one place that decides it, so that whoever asks about one event and whoever counts all get the same answer. */
export function fateOfReading(reading: EventReading, standing: EventStanding): EventFate {
  const { meter } = reading
  switch (reading.status) {
    case 'not_metered':
      return { meter, outcome: 'excluded', reason: 'not_metered' }
    case 'unattached':
      return { meter, outcome: 'excluded', reason: 'unattached', unattached: reading.reason }
    case 'quarantined':
      return { meter, outcome: 'excluded', reason: 'quarantined', subscription: reading.subscription, failure: reading.failure }
    case 'metered':
      return meteredFate(reading, standing)
  }
}

function meteredFate({ meter, subscription, dimensions }: Extract<EventReading, { readonly status: 'metered' }>, standing: EventStanding): EventFate {
  const { billed, at, isInCut, isSealed, isWrittenOff } = standing
  // What was written off for a seal and taken by the invoice after all is in the invoice.
  if (isWrittenOff && !isInCut) return { meter, outcome: 'excluded', reason: 'written_off', subscription, ...invoiceOf(billed) }
  if (billed === undefined) return { meter, outcome: 'excluded', reason: isSealed && isInCut ? 'not_invoiced' : 'unsealed', subscription }
  // Nothing corrects what was credited as a whole, so what comes in later is not late for it.
  if (billed.isCredited) return { meter, outcome: 'excluded', reason: 'credited', subscription, ...invoiceOf(billed) }
  if (!isInCut) return { meter, outcome: 'excluded', reason: 'late', subscription, ...invoiceOf(billed) }
  const found = billed.linesOf({ meter, dimensions, at })
  const lines = found.map(lineOfEvent)
  if (found.some(({ line }) => !isZero(line.exact))) return { meter, outcome: 'billed', subscription, lines }
  return { meter, outcome: 'free', reason: freeReason(found.map(({ line }) => line)), subscription, lines }
}

function freeReason(lines: readonly InvoiceLine[]): FreeReason {
  if (lines.length === 0) return 'unpriced'
  const list = addAll(lines.flatMap(({ details }) => details.map(({ exact }) => exact)))
  return isZero(list) ? 'zero_price' : 'discounted'
}

function invoiceOf(billed: BilledUsage | undefined): { readonly invoice?: { readonly id: Hash; readonly number: string } } {
  return billed === undefined ? {} : { invoice: { id: billed.invoice.id, number: billed.invoice.number } }
}
