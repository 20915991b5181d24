import { fingerprintEvent, identityOf, parseUsageEvent } from '@farthing/core'
import type { EventSource } from '@farthing/ports'
import { eventSourceSuite } from '@farthing/ports/conformance'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ingestionTable } from '../../test-server/ingestion-table.js'
import { scanIds } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres, tableSource, type TableSourceOptions } from '../index.js'

const database = useTestDatabase()

// #region mapping
const options: TableSourceOptions = {
  name: 'ingestion',
  table: 'ingestion_event',
  where: { status: 'SUCCESS', organization_id: '7' },
  event: {
    id: { column: 'id' },
    type: { value: 'ingestion.event' },
    subject: { column: 'organization_id' },
    time: { column: 'timestamp' },
    subscription: { column: 'subscription_id' },
    data: { product: { column: 'product_id' }, plan: { column: 'rate_plan_id' }, metric: { column: 'billable_metric_id' }, unit: { value: 'event' } },
  },
}
// #endregion mapping

const table = ingestionTable(database)
const { insert, settle } = table

beforeAll(() => table.make())
beforeEach(() => table.clear())

async function insertSettled(count: number, status?: string): Promise<readonly string[]> {
  const ids = await insert(database.owner(), count, status)
  await settle()
  return ids
}

const source = () => tableSource(database.app(), options)

async function readAll(from: EventSource, after?: string, limit = 1_000) {
  const events: unknown[] = []
  let offset = after
  for (;;) {
    const page = await from.read(offset === undefined ? { limit } : { after: offset, limit })
    events.push(...page.events)
    offset = page.next
    if (page.done) return { ids: events.map((event) => (event as { readonly id: string }).id), events, next: offset }
  }
}

describe('a table as an event source', () => {
  // The suite itself runs with those of the stores, where calls are recorded.
  const factory = table.factoryOf(source)

  it('would lose events if it went by their numbers', async () => {
    const byNumber: EventSource = {
      name: 'by number',
      async read({ after = '0', limit }) {
        const { rows } = await database.owner().query<{ id: string }>('SELECT id::text FROM public.ingestion_event WHERE id > $1 ORDER BY ingestion_event.id LIMIT $2', [after, limit])
        return { events: rows, next: rows.at(-1)?.id ?? after, done: rows.length < limit }
      },
    }
    const [slow] = eventSourceSuite.cases.filter(({ name }) => name.startsWith('an event whose writer commits after later ones'))
    await expect(slow?.run({ ...factory, create: async () => factory.create().then((under) => ({ ...under, source: byNumber })) })).rejects.toThrow(/all events: expected/)
  })

  it('reads a row as a CloudEvent, in UTC and as exact texts', async () => {
    const [id = ''] = await insertSettled(1)
    const { events } = await readAll(source())
    expect(events).toEqual([
      {
        id,
        source: 'ingestion',
        type: 'ingestion.event',
        subject: '7',
        time: '2026-10-14T09:00:01.000000Z',
        subscription: '70',
        data: { product: '3', metric: '9007199254740993', unit: 'event' },
      },
    ])
    expect(parseUsageEvent(events[0])).toMatchObject({ id, subscription: '70' })
  })

  it('takes rows of its conditions only, and one that becomes successful after later ones were read', async () => {
    const [pending = ''] = await insert(database.owner(), 1, 'PENDING')
    await insert(database.owner(), 2, 'SUCCESS', 8)
    const done = await insertSettled(2)
    const first = await readAll(source())
    expect([...first.ids].sort()).toEqual([...done].sort())
    await database.owner().query(`UPDATE public.ingestion_event SET status = 'SUCCESS' WHERE id = $1`, [pending])
    await settle()
    expect((await readAll(source(), first.next)).ids).toEqual([pending])
  })

  it('reads thousands of rows over many blocks once each, also where most are old or fail the conditions', async () => {
    const old = await insertSettled(30_000)
    const first = await readAll(source())
    expect(first.ids.length).toBe(30_000)
    expect(new Set(first.ids)).toEqual(new Set(old))
    const fresh = await insert(database.owner(), 3)
    await insertSettled(3, 'FAILED')
    expect([...(await readAll(source(), first.next, 2)).ids].sort()).toEqual([...fresh].sort())
  })

  it('begins the pass again when the table is rewritten under it', async () => {
    const ids = await insertSettled(2_000)
    const page = await source().read({ limit: 500 })
    await database.owner().query('DELETE FROM public.ingestion_event WHERE id = ANY ($1)', [ids.slice(0, 400)])
    await database.admin().query('VACUUM FULL public.ingestion_event')
    const rest = await readAll(source(), page.next)
    for (const id of ids.slice(400)) expect(rest.ids).toContain(id)
  })

  it('begins anew on another line of transaction ids, such as a restored server', async () => {
    const ids = await insertSettled(3)
    const { next } = await readAll(source())
    const restored = next.replace(/^t1:[0-9]+/, 't1:7')
    expect([...(await readAll(source(), restored)).ids].sort()).toEqual([...ids].sort())
  })

  it('kept with its offset: a kill before the commit loses nothing and repeats nothing', async () => {
    const ids = [...(await insertSettled(5))].sort()
    const storage = postgres(database.app())
    const page = await source().read({ limit: 10 })
    const take = async (during: (pid: string) => Promise<unknown>) => {
      const client = await database.app().connect()
      client.on('error', () => undefined)
      try {
        const { rows } = await client.query<{ pid: string }>('SELECT pg_backend_pid()::text AS pid')
        await postgres({ client }).transaction('tenant', async (stores) => {
          const from = await stores.offsets.get('ingestion')
          await stores.offsets.advance('ingestion', from === undefined ? { to: page.next } : { from, to: page.next })
          await stores.events.append(page.events.map((input) => {
            const event = parseUsageEvent(input)
            return { event, identity: identityOf(event), fingerprint: fingerprintEvent(event), receivedAt: '2026-10-14T10:00:00.000000Z' }
          }))
          await during(rows[0]?.pid ?? '')
        })
        client.release()
      } catch (error) {
        client.release(true)
        throw error
      }
    }
    await expect(take((pid) => database.admin().query('SELECT pg_terminate_backend($1)', [pid]))).rejects.toMatchObject({ code: /^storage\./ })
    await storage.transaction('tenant', async (stores) => {
      expect(await stores.offsets.get('ingestion')).toBeUndefined()
      expect(await scanIds(stores.events)).toEqual([])
    })
    await take(async () => undefined)
    await storage.transaction('tenant', async (stores) => {
      expect(await stores.offsets.get('ingestion')).toBe(page.next)
      expect(await scanIds(stores.events)).toEqual(ids)
    })
  })

  it('changes nothing at the source, and leaves the settings of a transaction of the host', async () => {
    await insertSettled(1)
    const client = await database.app().connect()
    await client.query('BEGIN READ ONLY')
    await client.query(`SET LOCAL search_path TO public`)
    expect((await readAll(tableSource({ transaction: client }, options))).ids).toHaveLength(1)
    const { rows } = await client.query<{ path: string }>(`SELECT current_setting('search_path') AS path`)
    await client.query('COMMIT')
    client.release()
    expect(rows).toEqual([{ path: 'public' }])
  })
})

describe('what cannot be read is refused', () => {
  const time = { column: 'at' }
  const event = { id: { column: 'id' }, type: { value: 't' }, subject: { value: 's' }, time }
  const refusals: readonly (readonly [name: string, change: object, field: string])[] = [
    ['a table that is not there', { table: 'nowhere' }, 'table'],
    ['a name of three parts', { table: 'a.b.c' }, 'table'],
    ['a view', { table: 'usage_view' }, 'table'],
    ['a partitioned table', { table: 'usage_parts' }, 'table'],
    ['a column that is not there', { where: { state: 'x' } }, 'where.state'],
    ['a time without zone that does not say UTC', { event: { ...event, time: { column: 'local' } } }, 'event.time'],
    ['a time with zone that says UTC', { event: { ...event, time: { ...time, utc: true } } }, 'event.time'],
    ['a field that is neither column nor value', { event: { ...event, id: {} } }, 'event.id'],
    ['too many fields', { event: { ...event, data: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, { value: '' }])) } }, 'event.data'],
  ]

  beforeAll(async () => {
    await database.owner().query(`CREATE TABLE public.usage_rows (id text, at timestamptz, local timestamp, "odd ""name" text);
      CREATE VIEW public.usage_view AS SELECT * FROM public.usage_rows;
      CREATE TABLE public.usage_parts (id text, at timestamptz) PARTITION BY RANGE (at)`)
    await database.admin().query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${database.appRole}`)
  })

  it.each(refusals)('%s', async (_, change, field) => {
    const read = async () => tableSource(database.app(), { name: 'rows', table: 'usage_rows', event, ...change }).read({ limit: 1 })
    await expect(read()).rejects.toMatchObject({ code: 'source.invalid', field })
  })

  it('but names are quoted, a time without zone may mean UTC, and an infinite time is none', async () => {
    await database.owner().query(`INSERT INTO public.usage_rows VALUES ('a', 'infinity', '2026-03-29 02:30:00', 'it''s'), ('b', NULL, NULL, '')`)
    await settle()
    const odd = { ...event, time: { column: 'local', utc: true }, data: { note: { column: 'odd "name' } } } as const
    const utc = tableSource(database.app(), { name: 'rows', table: 'public.usage_rows', where: { 'odd "name': "it's" }, event: odd })
    expect((await readAll(utc)).events).toEqual([{ id: 'a', source: 'rows', type: 't', subject: 's', time: '2026-03-29T02:30:00.000000Z', data: { note: "it's" } }])
    const { events } = await readAll(tableSource(database.app(), { name: 'rows', table: 'usage_rows', event }))
    expect(events).toEqual(['a', 'b'].map((id) => ({ id, source: 'rows', type: 't', subject: 's', data: {} })))
  })
})
