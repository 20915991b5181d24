import type { IncomingEvent } from '@farthing/ports'
import type { ArrayType, ArrayValue } from '../connection/array-type.js'

export interface EventColumn {
  readonly name: string
  readonly type: ArrayType
  readonly valueOf: (incoming: IncomingEvent) => ArrayValue
}

/** What decides about an event, and leads to its body: the columns that both tables have. */
export const identityColumns: readonly EventColumn[] = [
  { name: 'identity', type: 'bytea', valueOf: ({ identity }) => identity },
  { name: 'revision', type: 'int4', valueOf: ({ event }) => event.revision },
  { name: 'fingerprint', type: 'bytea', valueOf: ({ fingerprint }) => fingerprint },
  { name: 'occurred_at', type: 'timestamptz', valueOf: ({ event }) => event.time },
]

/** What a body has beside them. */
export const bodyColumns: readonly EventColumn[] = [
  { name: 'source', type: 'text', valueOf: ({ event }) => event.source },
  { name: 'id', type: 'text', valueOf: ({ event }) => event.id },
  { name: 'type', type: 'text', valueOf: ({ event }) => event.type },
  { name: 'subject', type: 'text', valueOf: ({ event }) => event.subject },
  { name: 'subscription', type: 'text', valueOf: ({ event }) => event.subscription ?? null },
  { name: 'data', type: 'json', valueOf: ({ event }) => (event.data === null ? null : JSON.stringify(event.data)) },
  { name: 'time_from_receipt', type: 'bool', valueOf: ({ event }) => event.timeFromReceipt === true },
  { name: 'extensions', type: 'json', valueOf: ({ event }) => (event.extensions === undefined ? null : JSON.stringify(event.extensions)) },
  { name: 'received_at', type: 'timestamptz', valueOf: ({ receivedAt }) => receivedAt },
]

export const eventColumns: readonly EventColumn[] = [...identityColumns, ...bodyColumns]

export const namesOf = (columns: readonly EventColumn[]): string => columns.map(({ name }) => name).join(', ')
