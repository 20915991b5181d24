import { fail } from '@farthing/core'
import type { Session } from '../connection/session.js'
import { insertRecord, type KeyColumns } from './record-rows.js'

export interface StepPlace {
  readonly table: string
  readonly key: KeyColumns
  /** What the record is called in a failure. */
  readonly field: string
}

/**
 * Keeps the first step of a record, or its next one in place of the one before. The row decides: who comes second waits for the first, and is refused.
 *
 * @throws `storage.conflict` when the step is not the next
 */
export async function keepStep(session: Session, { table, key, field }: StepPlace, record: { readonly step: number }): Promise<void> {
  const { step } = record
  if (step === 1) {
    if (await insertRecord(session, table, [...key, ['step', 1, 'int8']], record)) return
  } else {
    const conditions = key.map(([column, , type = 'text'], index) => `${column} = $${index + 4}::${type}`)
    const moved = await session.query(
      `UPDATE ${session.schema}.${table} SET step = $2::int8, body = $3::json WHERE tenant = $1::text AND ${conditions.join(' AND ')} AND step = $2::int8 - 1 RETURNING 'moved' AS moved`,
      [session.tenant, step, JSON.stringify(record), ...key.map(([, value]) => value)],
    )
    if (moved.length > 0) return
  }
  fail('storage.conflict', { field: `${field}.step`, because: `is ${step}, which is not the next`, facts: { key: key.map(([, value]) => String(value)), step } })
}
