import { beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { count, createBilling, defineCatalog, fixedClock, perUnit, plan, type EventFilter, type Storage } from '../src/index.js'
import { postgres, tableSource } from '../src/postgres.js'

const database = useTestDatabase()

/** Two metrics of an ingestion service, each row one unit. */
const catalog = defineCatalog({
  meters: {
    scans: count({ event: 'ingestion.event', filter: [{ path: 'metric', equals: '5' }] }),
    exports: count({ event: 'ingestion.event', filter: [{ path: 'metric', equals: '6' }] }),
  },
  products: { ocr: { name: 'OCR' }, pdf: { name: 'PDF' } },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '0.05', { product: 'ocr' }), exports: perUnit('exports', '0.01', { product: 'pdf' }) }),
    basic: plan({ currency: 'EUR', every: 'month' }, { scans: perUnit('scans', '0.10', { product: 'ocr' }) }),
  },
})

const source = () =>
  tableSource(database.app(), {
    name: 'ingestion',
    table: 'ingestion_event',
    where: { status: 'SUCCESS', organization_id: '7' },
    event: {
      id: { column: 'id' },
      type: { value: 'ingestion.event' },
      subject: { column: 'organization_id' },
      time: { column: 'timestamp' },
      subscription: { column: 'subscription_id' },
      data: { metric: { column: 'billable_metric_id' } },
    },
  })

const billingOver = (storage: Storage) => createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), tenant: '7' })

/** Waits until no transaction of this server, another test's included, holds back what is committed. */
async function settle(): Promise<void> {
  const { rows } = await database.owner().query<{ id: string }>('SELECT pg_current_xact_id()::text AS id')
  for (let settled = false; !settled; ) {
    const { rows: found } = await database.owner().query<{ settled: boolean }>('SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS settled', [rows[0]?.id])
    settled = found[0]?.settled === true
    if (!settled) await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const insert = `INSERT INTO public.ingestion_event (timestamp, organization_id, subscription_id, product_id, rate_plan_id, billable_metric_id, status)
  SELECT '2026-09-20 00:00+00'::timestamptz + n * interval '3 hours', 7 + (n % 5 = 0)::int, 70 + n % 2, 1 + (n % 3 = 0)::int, 1 + n % 2, 5 + (n % 3 = 0)::int,
    CASE n % 7 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'PENDING' ELSE 'SUCCESS' END FROM generate_series($1::int, $2::int) AS n`

beforeAll(async () => {
  await database.owner().query(`CREATE TABLE public.ingestion_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, timestamp timestamptz NOT NULL, organization_id bigint NOT NULL, subscription_id bigint,
    product_id bigint, rate_plan_id bigint, billable_metric_id bigint, status text NOT NULL)`)
  await database.owner().query(`GRANT SELECT ON public.ingestion_event TO ${database.appRole}`)
})

/** What the service's own query counts. */
async function countedByService(conditions: string): Promise<number> {
  const { rows } = await database.owner().query<{ count: string }>(
    `SELECT count(*)::text AS count FROM public.ingestion_event WHERE status = 'SUCCESS' AND organization_id = 7
     AND timestamp >= '2026-10-01 00:00+00' AND timestamp < '2026-11-01 00:00+00' AND ${conditions}`,
  )
  return Number(rows[0]?.count)
}

describe('a table of another service, pulled into billing on PostgreSQL', () => {
  it('counts what the service counts, by subscription, product, plan and metric, through a crash and a writer that commits late', async () => {
    const storage = postgres(database.app())
    const billing = billingOver(storage)
    await billing.subscriptions.start({ key: 'even', id: '70', account: 'acme', plan: 'basic', from: '2026-10-01' })
    await billing.subscriptions.start({ key: 'odd', id: '71', account: 'globex', plan: 'pro', from: '2026-10-01' })

    const slow = await database.owner().connect()
    await slow.query('BEGIN')
    await slow.query(insert, [1, 100])
    await database.owner().query(insert, [101, 300])
    const dying: Storage = {
      transaction: (tenant, work) =>
        storage.transaction(tenant, (stores) => work({ ...stores, census: { ...stores.census, add: () => Promise.reject(new Error('killed before the commit')) } })),
    }
    const early = await billing.events.pull(source(), { pageSize: 50 })
    await slow.query('COMMIT')
    slow.release()
    await database.owner().query(`UPDATE public.ingestion_event SET status = 'SUCCESS' WHERE status = 'PENDING' AND id % 2 = 0`)
    await settle()
    await expect(billingOver(dying).events.pull(source())).rejects.toThrow('killed')
    const late = await billing.events.pull(source(), { pageSize: 50 })

    expect([early.refused, late.refused]).toEqual([[], []])
    expect(early.counts.duplicate + late.counts.duplicate).toBe(0)
    const october = { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }
    const filters: readonly (readonly [filter: EventFilter, conditions: string])[] = [
      [{}, 'true'],
      [{ subscription: '70' }, 'subscription_id = 70'],
      [{ account: 'globex' }, 'subscription_id = 71'],
      [{ meter: 'scans' }, 'billable_metric_id = 5'],
      [{ product: 'ocr' }, 'product_id = 1'],
      [{ plan: 'pro' }, 'rate_plan_id = 2'],
      [{ plan: 'pro', product: 'pdf', subscription: '71', meter: 'exports', status: 'metered' }, 'rate_plan_id = 2 AND product_id = 2 AND subscription_id = 71'],
      [{ status: 'not_metered' }, 'subscription_id = 70 AND billable_metric_id = 6'],
    ]
    for (const [filter, conditions] of filters) {
      const { events } = await billing.events.count({ ...october, ...filter })
      expect([filter, events]).toEqual([filter, await countedByService(conditions)])
      expect(events).toBeGreaterThan(0)
    }
    const { usage } = await billing.usage.current({ account: 'globex', period: '2026-10' })
    expect(usage.map(({ meter, quantity }) => [meter, Number(quantity)])).toEqual([
      ['exports', await countedByService('subscription_id = 71 AND billable_metric_id = 6')],
      ['scans', await countedByService('subscription_id = 71 AND billable_metric_id = 5')],
    ])
  })

  it('is pulled by several at once: every row is kept once', async () => {
    await database.owner().query(insert, [1, 400])
    await settle()
    const billing = createBilling({ catalog, storage: postgres(database.app()), clock: fixedClock('2026-11-02T00:00:00Z'), tenant: 'other books' })
    const results = await Promise.all(Array.from({ length: 4 }, () => billing.events.pull(source(), { pageSize: 40 })))
    const { rows } = await database.owner().query<{ count: string }>(`SELECT count(*)::text AS count FROM public.ingestion_event WHERE status = 'SUCCESS' AND organization_id = 7`)
    expect(results.reduce((sum, { counts }) => sum + counts.unattached, 0)).toBe(Number(rows[0]?.count))
    expect(await billing.events.census()).toMatchObject({ kept: Number(rows[0]?.count) })
  })
})
