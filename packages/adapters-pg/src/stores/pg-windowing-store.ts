import { fail, type Json } from '@farthing/core'
import type { WindowingRecord, WindowingStore } from '@farthing/ports'
import { integerOf, textOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'

async function find(session: Session, key: string, lock: '' | 'FOR UPDATE'): Promise<WindowingRecord | undefined> {
  const [row] = await session.query(
    `SELECT revision::text AS revision, state::text AS state FROM ${session.schema}.windowing WHERE tenant = $1::text AND key = $2::text ${lock}`,
    [session.tenant, key],
  )
  return row && { key, revision: integerOf(row, 'revision'), state: JSON.parse(textOf(row, 'state')) as Json }
}

/** Who comes second waits for the row, and then finds that its state follows from one that has been replaced. */
async function save(session: Session, { key, revision, state }: WindowingRecord): Promise<void> {
  const table = `${session.schema}.windowing`
  const values = [session.tenant, key, JSON.stringify(state), revision]
  const kept = await (revision === 0
    ? session.query(
        `INSERT INTO ${table} (tenant, key, state, revision) VALUES ($1::text, $2::text, $3::json, $4::int4) ON CONFLICT DO NOTHING RETURNING 'kept' AS kept`,
        values,
      )
    : session.query(
        `UPDATE ${table} SET state = $3::json, revision = $4::int4 WHERE tenant = $1::text AND key = $2::text AND revision = $4::int4 - 1 RETURNING 'kept' AS kept`,
        values,
      ))
  if (kept.length === 0) {
    fail('storage.conflict', { field: 'windowing.revision', because: `of ${key} is ${revision}, which does not follow what is stored`, facts: { key, revision } })
  }
}

export function pgWindowingStore(session: Session): WindowingStore {
  return {
    get: (key) => session.step(() => find(session, key, '')),
    load: (key) => session.step(() => find(session, key, 'FOR UPDATE')),
    save: (record) => session.step(() => save(session, record)),
  }
}
