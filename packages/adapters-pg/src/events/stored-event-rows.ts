import type { Instant, JsonObject, UsageEvent } from '@farthing/core'
import type { StoredEvent } from '@farthing/ports'
import { instantSql } from '../connection/instant-sql.js'
import { integerOf, textOf, type Row } from '../connection/rows.js'

/** Columns of an event over the table `e`. The texts come as one JSON text: PGlite takes a byte order mark away from the start of a value. */
export const storedEventColumns = `encode(e.identity, 'hex') AS identity, encode(e.fingerprint, 'hex') AS fingerprint, e.revision::text AS revision,
  json_build_array(e.source, e.id, e.type, e.subject, e.subscription)::text AS texts, ${/* @__PURE__ */ instantSql('e.occurred_at')} AS time, e.data::text AS data,
  e.time_from_receipt::text AS time_from_receipt, e.extensions::text AS extensions, ${/* @__PURE__ */ instantSql('e.received_at')} AS received_at`

type Texts = readonly [source: string, id: string, type: string, subject: string, subscription: string | null]

function eventOf(row: Row): UsageEvent {
  const [source, id, type, subject, subscription] = JSON.parse(textOf(row, 'texts')) as Texts
  const data = JSON.parse(textOf(row, 'data')) as JsonObject
  const { extensions } = row
  return {
    id,
    source,
    type,
    subject,
    time: textOf(row, 'time'),
    data,
    revision: integerOf(row, 'revision'),
    ...(subscription !== null && { subscription }),
    ...(row['time_from_receipt'] === 'true' && { timeFromReceipt: true }),
    ...(typeof extensions === 'string' && { extensions: JSON.parse(extensions) as NonNullable<UsageEvent['extensions']> }),
  }
}

export function storedEventOf(row: Row): StoredEvent {
  const receivedAt: Instant = textOf(row, 'received_at')
  return { event: eventOf(row), identity: textOf(row, 'identity'), fingerprint: textOf(row, 'fingerprint'), receivedAt }
}
