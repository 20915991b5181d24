import type { EventQuery } from '@farthing/ports'
import { beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import type { PgPool } from '../connection/pg-connection.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const week = { from: '2026-10-05T00:00:00.000000Z', to: '2026-10-12T00:00:00.000000Z' }
const year = { from: '2026-01-01T00:00:00.000000Z', to: '2027-01-01T00:00:00.000000Z' }

/** A year of 20,000 events of 200 subjects and two tenants, one in 500 amended. */
beforeAll(async () => {
  const rows = (table: string, columns: string) => `INSERT INTO farthing.${table} (tenant, identity, revision, fingerprint, occurred_at, epoch${columns === '' ? '' : ', source, id, type, subject, data, time_from_receipt, received_at'})
    SELECT 'tenant' || n % 2, sha256(n::text::bytea), (n % 500 = 0)::int, sha256('x'), '2026-01-01'::timestamptz + n * interval '26 minutes', 1${columns}
    FROM generate_series(1, 20000) AS n`
  await database.admin().query(rows('event_identity', ''))
  await database.admin().query(rows('event', `, 'api', n::text, 'tokens', 'subject ' || n % 200, '{}', false, now()`))
  await database.admin().query('ANALYZE')
})

/** The plan of a scan as the application's role runs it, as text. */
async function planOf(query: EventQuery, isEmpty = false): Promise<string> {
  const lines: string[] = []
  const explaining: PgPool = {
    connect: async () => {
      const client = await database.app().connect()
      return {
        query: async (text, values) => {
          const scan = /^DECLARE .*? CURSOR FOR (SELECT[^]*)$/.exec(text)?.[1]
          if (scan !== undefined) {
            const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${scan}`, values)
            lines.push(...rows.map((row) => row['QUERY PLAN']!))
          }
          return client.query(text, values)
        },
        release: () => client.release(),
      }
    },
  }
  await postgres(explaining).transaction('tenant1', async ({ events }) => {
    let found = 0
    for await (const page of events.scan({ cut: await events.takeCut(), ...query })) found += page.length
    expect(found > 0).toBe(!isEmpty)
  })
  return lines.join('\n')
}

describe('a scan', () => {
  it('finds the events of a subject by their index, and amendments by theirs', async () => {
    const plan = await planOf({ ...week, subjects: ['subject 3'] })
    expect(plan).toMatch(/Index Cond: .*tenant = .*subject = .*occurred_at/)
    expect(plan).toContain('event_identity_amended')
    expect(plan).not.toContain('Seq Scan')
  })

  it('finds subjects and subscriptions by two indexes', async () => {
    const plan = await planOf({ ...week, subjects: ['subject 3'], subscriptions: ['s1'] })
    expect(plan).toContain('BitmapOr')
    expect(plan).not.toContain('Seq Scan')
  })

  it('of a whole tenant reads its time range only', async () => {
    const plan = await planOf(week)
    expect(plan).toMatch(/Index Cond: .*tenant = .*occurred_at/)
    expect(plan).not.toContain('Seq Scan')
  })

  it('finds what was recorded after a cut by who wrote it, and what is replaced by the amendments after the cut', async () => {
    const storage = postgres(database.app())
    const takeCut = () => storage.transaction('tenant1', ({ events }) => events.takeCut())
    const since = await takeCut()
    await database.admin().query('SELECT pg_current_xact_id()')
    expect(await planOf({ ...year, subjects: ['subject 3'], recordedAfter: since }, true)).toMatch(/Index Cond: .*tenant = .*subject = .*epoch.*written_by/)
    const replaced = await planOf({ ...year, subjects: ['subject 3'], cut: since, replacedIn: await takeCut() }, true)
    expect(replaced).toContain('event_identity_amended_since')
    expect(replaced).toMatch(/Index Cond: .*occurred_at = replaced.occurred_at/)
    expect(replaced).not.toContain('Seq Scan')
  })

  it('checks row-level security once and not for each row', async () => {
    expect(await planOf(week)).toMatch(/One-Time Filter: .*farthing\.tenant/)
  })
})
