import type { EventSource } from '@farthing/ports'
import type { EventSourceFactory, OpenWriter } from '@farthing/ports/conformance'
import type { PgClient } from '../src/index.js'
import type { UsedDatabase } from './use-test-database.js'

/** A table of an ingestion service: each successful row is one unit. */
export interface IngestionTable {
  make(): Promise<void>
  clear(): Promise<void>
  /** Gives the ids. */
  insert(client: Pick<PgClient, 'query'>, count: number, status?: string, organization?: number): Promise<readonly string[]>
  /** Waits until what is committed can be read: other test files use the same server, and their open transactions hold it back. */
  settle(): Promise<void>
  /** What the suite of event sources takes, over a source that reads this table. */
  factoryOf(source: () => EventSource): EventSourceFactory
}

async function insert(client: Pick<PgClient, 'query'>, count: number, status = 'SUCCESS', organization = 7): Promise<readonly string[]> {
  const { rows } = await client.query(
    `INSERT INTO public.ingestion_event (timestamp, organization_id, subscription_id, product_id, rate_plan_id, billable_metric_id, status)
     SELECT '2026-10-14 11:00:00+02'::timestamptz + n * interval '1 second', $2, 70, 3, NULL, 9007199254740993, $3 FROM generate_series(1, $1::int) AS n RETURNING id::text`,
    [count, organization, status],
  )
  return (rows as readonly { readonly id: string }[]).map(({ id }) => id)
}

export function ingestionTable(database: UsedDatabase): IngestionTable {
  async function clear(): Promise<void> {
    await database.owner().query('DELETE FROM public.ingestion_event')
  }
  async function settle(): Promise<void> {
    const { rows } = await database.owner().query<{ id: string }>('SELECT pg_current_xact_id()::text AS id')
    for (let settled = false; !settled; ) {
      const { rows: found } = await database.owner().query<{ settled: boolean }>('SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS settled', [rows[0]?.id])
      settled = found[0]?.settled === true
      if (!settled) await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  async function begin(): Promise<OpenWriter> {
    const client = await database.owner().connect()
    await client.query('BEGIN')
    const end = async (how: 'COMMIT' | 'ROLLBACK') => {
      await client.query(how)
      client.release()
    }
    return { add: (count) => insert(client, count), commit: () => end('COMMIT'), rollback: () => end('ROLLBACK') }
  }
  return {
    make: async () => {
      await database.owner().query(`CREATE TABLE public.ingestion_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, timestamp timestamptz NOT NULL, organization_id bigint NOT NULL, subscription_id bigint,
    product_id bigint, rate_plan_id bigint, billable_metric_id bigint, status text NOT NULL)`)
      await database.admin().query(`GRANT SELECT ON public.ingestion_event TO ${database.appRole}`)
    },
    clear,
    insert,
    settle,
    factoryOf: (source) => ({
      concurrentTransactions: true,
      create: () => Promise.resolve({ source: source(), add: (count) => insert(database.owner(), count), begin, settle, destroy: clear }),
    }),
  }
}
