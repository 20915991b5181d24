import type { UsageRecord } from '@farthing/core'
import pg from 'pg'
import { startTestServer } from '../../packages/adapters-pg/test-server/start-test-server.js'

const batch = 20_000

/** Seconds of each run of a GROUP BY in PostgreSQL, over the same rows in a table without index. The groups stay in the server. */
export async function groupByInPostgres(records: readonly UsageRecord[], runs: number): Promise<{ readonly seconds: readonly number[]; readonly groups: number }> {
  const server = await startTestServer()
  const client = new pg.Client({ connectionString: server.url })
  try {
    await client.connect()
    await client.query("SET TIME ZONE 'UTC'")
    await client.query('CREATE TEMPORARY TABLE usage_record (account text, meter text, at timestamptz, value numeric)')
    for (let from = 0; from < records.length; from += batch) {
      const rows = records.slice(from, from + batch)
      const columns = [rows.map(({ account }) => account), rows.map(({ meter }) => meter), rows.map(({ time }) => time), rows.map(({ value }) => value)]
      await client.query('INSERT INTO usage_record SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::numeric[])', columns)
    }
    await client.query('ANALYZE usage_record')
    await client.query("SET work_mem = '256MB'")
    const grouped = "SELECT count(*)::int AS groups, sum(sum), sum(count) FROM (SELECT sum(value), count(*) FROM usage_record GROUP BY account, meter, date_trunc('hour', at)) AS by_group"
    const seconds: number[] = []
    let groups = 0
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now()
      const { rows } = await client.query<{ readonly groups: number }>(grouped)
      seconds.push((performance.now() - start) / 1_000)
      groups = rows[0]?.groups ?? 0
    }
    return { seconds, groups }
  } finally {
    await client.end()
    await server.stop()
  }
}
