import { assertInvariant } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'

/** Bounds of one statement: enough rows to make the round trip cheap, little enough text to keep memory small. */
const mostRows = 5_000
const mostCharacters = 4_000_000

interface EventColumn {
  readonly name: string
  readonly type: string
  /** The value as an element of an array literal. */
  readonly element: (incoming: IncomingEvent) => string
}

const special = /["\\]/g

/** Quoted always: an unquoted element must not be empty, `NULL`, or hold a comma or a brace. */
const quoted = (text: string): string => `"${text.replaceAll(special, '\\$&')}"`
const quotedOrNull = (text: string | undefined): string => (text === undefined ? 'NULL' : quoted(text))
const bytes = (hex: string): string => `"\\\\x${hex}"`

/** The columns of an incoming event. Typed arrays, so that the server reads each value once. Instants and numbers need no quotes. */
export const eventColumns: readonly EventColumn[] = [
  { name: 'identity', type: 'bytea', element: ({ identity }) => bytes(identity) },
  { name: 'revision', type: 'int4', element: ({ event }) => String(event.revision) },
  { name: 'fingerprint', type: 'bytea', element: ({ fingerprint }) => bytes(fingerprint) },
  { name: 'occurred_at', type: 'timestamptz', element: ({ event }) => event.time },
  { name: 'source', type: 'text', element: ({ event }) => quoted(event.source) },
  { name: 'id', type: 'text', element: ({ event }) => quoted(event.id) },
  { name: 'type', type: 'text', element: ({ event }) => quoted(event.type) },
  { name: 'subject', type: 'text', element: ({ event }) => quoted(event.subject) },
  { name: 'subscription', type: 'text', element: ({ event }) => quotedOrNull(event.subscription) },
  { name: 'data', type: 'json', element: ({ event }) => (event.data === null ? 'NULL' : quoted(JSON.stringify(event.data))) },
  { name: 'time_from_receipt', type: 'bool', element: ({ event }) => String(event.timeFromReceipt === true) },
  { name: 'extensions', type: 'json', element: ({ event }) => (event.extensions === undefined ? 'NULL' : quoted(JSON.stringify(event.extensions))) },
  { name: 'received_at', type: 'timestamptz', element: ({ receivedAt }) => receivedAt },
]

export interface EventBatch {
  readonly events: readonly IncomingEvent[]
  /** One array literal per column. Written here: a driver's own writing of arrays takes as long as the server's reading. */
  readonly arrays: readonly string[]
}

/** Cuts events into pieces within the bounds of a statement. Each is made when it is asked for. */
export function* eventBatches(events: readonly IncomingEvent[]): Generator<EventBatch, undefined> {
  let start = 0
  while (start < events.length) {
    const columns: string[][] = eventColumns.map(() => [])
    let end = start
    for (let size = 0; end < events.length && end - start < mostRows && size < mostCharacters; end += 1) {
      const incoming = events[end]
      assertInvariant(incoming !== undefined, 'an index below the length has an element')
      eventColumns.forEach(({ element }, index) => {
        const text = element(incoming)
        size += text.length
        columns[index]?.push(text)
      })
    }
    yield { events: events.slice(start, end), arrays: columns.map((elements) => `{${elements.join(',')}}`) }
    start = end
  }
}
