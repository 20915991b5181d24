import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { incoming } from '../../test-server/sample-events.js'
import { startOwnServer, type OwnServer } from '../../test-server/start-test-server.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { withoutGuard } from '../../test-server/without-guard.js'
import { migrate } from '../migrations/migrate.js'
import { maintainPartitions } from '../partitions/maintain-partitions.js'
import { postgres } from '../postgres.js'
import { inspectServer } from './inspect-server.js'

const database = useTestDatabase()

async function findingsOn(url: string, settings = ''): Promise<Readonly<Record<string, string>>> {
  const pool = new pg.Pool({ connectionString: url, options: settings, max: 1 })
  try {
    const findings = await inspectServer(pool)
    return Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]))
  } finally {
    await pool.end()
  }
}

const othersThanOk = (findings: Readonly<Record<string, string>>) => Object.entries(findings).filter(([, verdict]) => verdict !== 'ok')

async function appendWith(settings: string, options: Parameters<typeof postgres>[1] = {}): Promise<unknown> {
  const pool = new pg.Pool({ connectionString: database.urls().appUrl, options: settings, max: 1 })
  try {
    return await postgres(pool, options).transaction('guarded', ({ events }) => events.append([incoming(settings)]))
  } catch (error) {
    return error
  } finally {
    await pool.end()
  }
}

describe('the guard of each transaction', () => {
  it.each([
    ['synchronous_commit', 'off'],
    ['default_transaction_read_only', 'on'],
  ] as const)('refuses %s = %s, says what to do, and is overridden by that name only', async (setting, value) => {
    const settings = `-c ${setting}=${value}`
    const refusal = await appendWith(settings)
    expect(refusal).toMatchObject({ code: 'storage.unsafe', field: setting, facts: { setting, value } })
    expect((refusal as Error).message).toContain(`acceptUnsafe: ['${setting}']`)
    expect(await appendWith(settings, { acceptUnsafe: ['fsync'] })).toMatchObject({ code: 'storage.unsafe' })
    expect(await appendWith(settings, { acceptUnsafe: [setting] })).toEqual(['accepted'])
  })

  it('lets weaker and stronger levels of a safe commit pass', async () => {
    expect(await appendWith('-c synchronous_commit=local')).toEqual(['accepted'])
    expect(await appendWith('-c synchronous_commit=remote_apply')).toEqual(['accepted'])
  })
})

describe('what the doctor finds', () => {
  it('is nothing for the role of the application', async () => {
    expect(othersThanOk(await findingsOn(database.urls().appUrl))).toEqual([])
  })

  it('is the setting that the guard refuses', async () => {
    expect(othersThanOk(await findingsOn(database.urls().appUrl, '-c synchronous_commit=off'))).toEqual([['synchronous_commit', 'refused']])
  })

  it('is a role that could change what was recorded, or that row-level security does not bind', async () => {
    expect(othersThanOk(await findingsOn(database.urls().ownerUrl))).toEqual([['role', 'warning'], ['privileges', 'warning']])
    expect(othersThanOk(await findingsOn(database.urls().adminUrl))).toEqual([['role', 'warning'], ['privileges', 'warning']])
  })

  it('is row-level security that was switched off, and a right that was taken away', async () => {
    await database.owner().query('ALTER TABLE farthing.command NO FORCE ROW LEVEL SECURITY')
    await database.owner().query(`REVOKE INSERT ON farthing.command FROM ${database.appRole}`)
    expect(othersThanOk(await findingsOn(database.urls().appUrl))).toEqual([['row-level security', 'refused'], ['privileges', 'refused']])
    await database.owner().query('ALTER TABLE farthing.command FORCE ROW LEVEL SECURITY')
    await database.owner().query(`GRANT INSERT ON farthing.command TO ${database.appRole}`)
  })

  it('is a guard of what was recorded that was taken away, on a table or on a partition', async () => {
    const year = new Date().getUTCFullYear()
    await maintainPartitions(database.owner(), { from: `${year}-01`, to: `${year + 1}-01` })
    for (const table of ['invoice', `event_y${year}m01`]) {
      await database.owner().query(`ALTER TABLE farthing.${table} ENABLE TRIGGER recorded_stays`)
      expect(othersThanOk(await findingsOn(database.urls().appUrl))).toEqual([['what was recorded', 'refused']])
      await database.owner().query(`ALTER TABLE farthing.${table} ENABLE ALWAYS TRIGGER recorded_stays`)
    }
  })

  it('is what stands there by its name and does something else: a policy, a guard, a check of the book', async () => {
    const isTenant = `tenant = pg_catalog.current_setting('farthing.tenant', true)`
    const trigger = (events: string, table: string, when = '') =>
      `CREATE OR REPLACE TRIGGER recorded_stays BEFORE ${events} ON farthing.${table} FOR EACH STATEMENT ${when} EXECUTE FUNCTION farthing.refuse_change(); ALTER TABLE farthing.${table} ENABLE ALWAYS TRIGGER recorded_stays`
    const whole = trigger('UPDATE OR DELETE OR TRUNCATE', 'invoice')
    const cases: readonly (readonly [check: string, change: string, back: string])[] = [
      ['row-level security', 'CREATE POLICY another ON farthing.invoice USING (true)', 'DROP POLICY another ON farthing.invoice'],
      ['row-level security', 'ALTER POLICY tenant_isolation ON farthing.invoice USING (true)', `ALTER POLICY tenant_isolation ON farthing.invoice USING (${isTenant})`],
      ['what was recorded', trigger('UPDATE OR DELETE', 'invoice'), whole],
      ['what was recorded', trigger('UPDATE OF number OR DELETE OR TRUNCATE', 'invoice'), whole],
      ['what was recorded', trigger('UPDATE OR DELETE OR TRUNCATE', 'invoice', 'WHEN (false)'), whole],
      ['what was recorded', trigger('UPDATE OR DELETE OR TRUNCATE', 'invoice', 'WHEN (NOT farthing.bodies_may_change())'), whole],
      ['what was recorded', 'ALTER TABLE farthing.ledger_entry DISABLE TRIGGER ledger_entry_complete', 'ALTER TABLE farthing.ledger_entry ENABLE TRIGGER ledger_entry_complete'],
    ]
    for (const [check, change, back] of cases) {
      await database.owner().query(change)
      expect(othersThanOk(await findingsOn(database.urls().appUrl)), change).toEqual([[check, 'refused']])
      await database.owner().query(back)
    }
    expect(othersThanOk(await findingsOn(database.urls().appUrl))).toEqual([])
  })

  it('is not what a schema says that stands before the own one of the server', async () => {
    await database.owner().query(`CREATE SCHEMA hostile; GRANT USAGE ON SCHEMA hostile TO PUBLIC; CREATE DOMAIN hostile.text AS int2; CREATE FUNCTION hostile.bool_or(boolean) RETURNS boolean LANGUAGE sql AS 'SELECT false';
      CREATE FUNCTION hostile.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE sql AS 'SELECT $1[1] WHERE false'`)
    expect(othersThanOk(await findingsOn(database.urls().appUrl, '-c search_path=hostile,pg_catalog'))).toEqual([])
  })

  it('is the same in a transaction of the host, which goes on', async () => {
    const client = await database.app().connect()
    try {
      await client.query('BEGIN; SET LOCAL search_path = public')
      expect((await inspectServer({ transaction: client })).filter(({ verdict }) => verdict !== 'ok')).toEqual([])
      expect((await client.query(`SELECT current_setting('search_path') AS path`)).rows).toEqual([{ path: 'public' }])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })

  it('is a guard that the owner of the tables can replace, and one that was replaced', async () => {
    const finding = async () => (await findingsOn(database.urls().appUrl))['what was recorded']
    expect(await finding()).toBe('ok')
    await database.admin().query(`ALTER FUNCTION farthing.refuse_change() OWNER TO ${database.ownerRole}`)
    expect(await finding()).toBe('warning')
    await withoutGuard(database.admin(), async () => {
      expect(await finding()).toBe('refused')
    })
    await database.admin().query(`ALTER FUNCTION farthing.refuse_change() OWNER TO ${database.guardRole}`)
    expect(await finding()).toBe('ok')
    await database.admin().query(`ALTER FUNCTION farthing.bodies_may_change() OWNER TO ${database.ownerRole}`)
    expect(await finding()).toBe('warning')
    const { rows: [kept] } = await database.admin().query<{ text: string }>(`SELECT pg_get_functiondef('farthing.bodies_may_change'::regproc) AS text`)
    await database.owner().query(`CREATE OR REPLACE FUNCTION farthing.bodies_may_change() RETURNS boolean LANGUAGE sql AS 'SELECT true'`)
    expect(await finding()).toBe('refused')
    await database.owner().query(kept?.text ?? '')
    await database.admin().query(`ALTER FUNCTION farthing.bodies_may_change() OWNER TO ${database.guardRole}`)
    expect(await finding()).toBe('ok')
  })

  it('is a judge of months that was replaced, and a month that went past it', async () => {
    const finding = async () => Object.fromEntries(othersThanOk(await findingsOn(database.urls().appUrl)))
    const { rows: [kept] } = await database.admin().query<{ text: string }>(`SELECT pg_get_functiondef('farthing.judge_event_month'::regproc) AS text`)
    await database.owner().query(`CREATE OR REPLACE FUNCTION farthing.judge_event_month(month text, from_at timestamptz) RETURNS TABLE(of_tenant text, rule text, bodies int8) LANGUAGE sql AS 'SELECT NULL, NULL, NULL::int8'`)
    expect(await finding()).toEqual({ 'what was recorded': 'refused' })
    await database.owner().query(kept?.text ?? '')
    const month = `${new Date().getUTCFullYear()}m02`
    await database.owner().query(`ALTER TABLE farthing.event DETACH PARTITION farthing.event_y${month}`)
    await database.owner().query(`ALTER TABLE farthing.event_y${month} RENAME TO detached`)
    expect(await finding()).toMatchObject({ 'event partitions': 'refused' })
    await database.owner().query(`DROP TABLE farthing.detached`)
    expect((await inspectServer(database.app())).find(({ check }) => check === 'event partitions')?.found).toBe(`gone: ${month.replace('m', '-')}`)
    await maintainPartitions(database.owner(), { from: month.replace('m', '-'), to: month.replace('m', '-') })
    expect(await finding()).toEqual({})
  })

  it('is an older, a newer and a missing schema', async () => {
    const at = async (sql: string) => {
      await database.owner().query(sql)
      return (await findingsOn(database.urls().appUrl))['schema']
    }
    const newest = '(SELECT max(version) FROM farthing.schema_migration)'
    expect(await at(`INSERT INTO farthing.schema_migration (version, name, checksum) SELECT ${newest} + 1, 'later', 'x'`)).toBe('refused')
    expect(await at(`DELETE FROM farthing.schema_migration WHERE version >= ${newest} - 1`)).toBe('refused')
    expect(await at('ALTER SCHEMA farthing RENAME TO elsewhere')).toBe('refused')
    await database.owner().query('ALTER SCHEMA elsewhere RENAME TO farthing')
  })
})

describe('a replica', () => {
  let server: OwnServer | undefined
  beforeAll(async () => {
    server = await startOwnServer()
    const pool = new pg.Pool({ connectionString: server.url })
    await migrate(pool)
    await pool.end()
    // A server that finds this file stays in recovery for good, as one that follows a primary does.
    writeFileSync(join(server.folder, 'data', 'standby.signal'), '')
    await server.restart('orderly')
  })
  afterAll(() => server?.stop())

  it('is refused, by a transaction of ours and inside one of the host', async () => {
    const pool = new pg.Pool({ connectionString: server!.url, max: 1 })
    const client = await pool.connect()
    try {
      const storages = [postgres({ client }), postgres({ transaction: client })]
      for (const storage of storages) {
        await client.query('BEGIN')
        const isHosted = storage === storages[1]
        if (!isHosted) await client.query('ROLLBACK')
        await expect(storage.transaction('acme', () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.unsafe', facts: { setting: 'in_recovery' } })
        if (isHosted) await client.query('ROLLBACK')
      }
    } finally {
      client.release()
      await pool.end()
    }
  })

  it('is found by the doctor', async () => {
    expect((await findingsOn(server!.url))['primary']).toBe('refused')
  })
})
