import { fail } from '@farthing/core'
import type { OffsetStep, OffsetStore } from '@farthing/ports'
import { textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

async function get(session: Session, source: string): Promise<string | undefined> {
  const rows = await session.query(
    `SELECT json_build_array(position)::text AS position FROM ${session.schema}.source_offset WHERE tenant = $1::text AND source = $2::text`,
    [session.tenant, source],
  )
  return rows[0] && (JSON.parse(textOf(rows[0], 'position')) as [string])[0]
}

/** The row decides: the first reader of a page holds its lock, and the second finds that it has moved. */
async function advance(session: Session, source: string, { from, to }: OffsetStep): Promise<void> {
  const table = `${session.schema}.source_offset`
  const moved = await (from === undefined
    ? session.query(
        `INSERT INTO ${table} (tenant, source, position) VALUES ($1::text, $2::text, $3::text) ON CONFLICT DO NOTHING RETURNING 'moved' AS moved`,
        [session.tenant, source, to],
      )
    : session.query(
        `UPDATE ${table} SET position = $3::text WHERE tenant = $1::text AND source = $2::text AND position = $4::text RETURNING 'moved' AS moved`,
        [session.tenant, source, to, from],
      ))
  if (moved.length === 0) fail('storage.conflict', { field: 'offset', because: `of ${source} was moved by another reader`, facts: { source } })
}

export function pgOffsetStore(session: Session): OffsetStore {
  return {
    get: (source) => session.step(() => get(session, source)),
    advance: (source, step) => session.step(() => advance(session, source, step)),
  }
}
