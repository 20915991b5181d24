import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { incoming } from '../test-server/sample-events.js'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { privileges } from './migrations/grants.js'
import { postgres } from './postgres.js'

// L-IMMUTABLE: grants stop the application; these stop whoever owns the tables.
const database = useTestDatabase()
const recorded = [...privileges.filter(([table, allowed]) => allowed === 'SELECT, INSERT' && table !== 'restore_epoch').map(([table]) => table), 'event_default']
const refusal = { code: '42501', message: expect.stringContaining('what was recorded stays') as string }

/** Statements of one transaction, which is always rolled back. */
async function attempt(pool: pg.Pool, ...statements: readonly string[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query("SELECT set_config('farthing.tenant', 'acme', true)")
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('what was recorded', () => {
  it('is in most tables', () => {
    expect(recorded.length).toBeGreaterThan(29)
  })

  it.each(recorded)('in %s is neither changed nor removed by the owner, nor by a superuser who switches triggers off', async (table) => {
    const statements = [`UPDATE farthing.${table} SET tenant = tenant`, `DELETE FROM farthing.${table}`, `TRUNCATE farthing.${table} CASCADE`]
    for (const statement of statements) {
      await expect(attempt(database.owner(), statement), statement).rejects.toMatchObject(refusal)
      await expect(attempt(database.admin(), 'SET LOCAL session_replication_role = replica', statement), statement).rejects.toMatchObject(refusal)
    }
  })

  it('is not reached by ways around: an upsert, a merge', async () => {
    await postgres(database.app()).transaction('acme', ({ events }) => events.append([incoming('one')]))
    const upsert = `INSERT INTO farthing.command (tenant, kind, key, body) VALUES ('acme', 'k', 'k', '{}') ON CONFLICT (tenant, kind, key) DO UPDATE SET body = '{}'`
    const merge = `MERGE INTO farthing.event_identity AS e USING (SELECT 1) AS s ON e.tenant = 'acme' WHEN MATCHED THEN UPDATE SET revision = 7`
    for (const statement of [upsert, merge]) await expect(attempt(database.owner(), statement), statement).rejects.toMatchObject(refusal)
  })
})

describe('the guard', () => {
  const replacement = `CREATE OR REPLACE FUNCTION farthing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$`

  it('is not for the owner of the tables to replace', async () => {
    await expect(attempt(database.owner(), replacement)).rejects.toMatchObject({ code: '42501' })
    await expect(attempt(database.owner(), `ALTER FUNCTION farthing.refuse_change() OWNER TO CURRENT_USER`)).rejects.toMatchObject({ code: '42501' })
    await expect(attempt(database.owner(), `SET LOCAL ROLE ${database.guardRole}`)).rejects.toMatchObject({ code: '42501' })
  })

  it('has nothing else: it cannot create in the schema, nor read', async () => {
    const as = `SET LOCAL ROLE ${database.guardRole}`
    await expect(attempt(database.admin(), as, 'CREATE TABLE farthing.other ()')).rejects.toMatchObject({ code: '42501' })
    await expect(attempt(database.admin(), as, 'SELECT FROM farthing.invoice')).rejects.toMatchObject({ code: '42501' })
  })

  it('that the owner of the tables owned would be replaced, and all of it changed', async () => {
    await attempt(
      database.admin(),
      `ALTER FUNCTION farthing.refuse_change() OWNER TO ${database.ownerRole}`,
      `SET LOCAL ROLE ${database.ownerRole}`,
      replacement,
      'DELETE FROM farthing.invoice',
    )
  })

  it('without TRUNCATE would let a table be emptied', async () => {
    const without = `CREATE OR REPLACE TRIGGER recorded_stays BEFORE UPDATE OR DELETE ON farthing.write_off FOR EACH STATEMENT EXECUTE FUNCTION farthing.refuse_change()`
    await attempt(database.admin(), without, 'TRUNCATE farthing.write_off')
  })

  it('on a partitioned table only would let its partition be emptied', async () => {
    await attempt(database.admin(), 'DROP TRIGGER recorded_stays ON farthing.event_default', 'TRUNCATE farthing.event_default')
  })
})
