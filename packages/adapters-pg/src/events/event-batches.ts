import { assertInvariant } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { ArrayValue } from '../connection/array-type.js'
import { eventColumns } from './event-columns.js'

/** Bounds of one statement: enough rows to make the round trip cheap, little enough text to keep memory small. */
const mostRows = 5_000
const mostCharacters = 4_000_000

export interface EventBatch {
  readonly events: readonly IncomingEvent[]
  /** The values of each column, in the order of `eventColumns`. */
  readonly columns: readonly (readonly ArrayValue[])[]
}

/** Cuts events into pieces within the bounds of a statement. Each is made when it is asked for. */
export function* eventBatches(events: readonly IncomingEvent[]): Generator<EventBatch, undefined> {
  let start = 0
  while (start < events.length) {
    const columns: ArrayValue[][] = eventColumns.map(() => [])
    let end = start
    for (let size = 0; end < events.length && end - start < mostRows && size < mostCharacters; end += 1) {
      const incoming = events[end]
      assertInvariant(incoming !== undefined, 'an index below the length has an element')
      eventColumns.forEach(({ valueOf }, index) => {
        const value = valueOf(incoming)
        if (typeof value === 'string') size += value.length
        columns[index]?.push(value)
      })
    }
    yield { events: events.slice(start, end), columns }
    start = end
  }
}
