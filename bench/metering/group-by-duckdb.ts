import type { UsageRecord } from '@farthing/core'
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Seconds of each run of a GROUP BY in DuckDB on one thread, over the same rows in memory. The groups stay in the engine. */
export async function groupByInDuckdb(records: readonly UsageRecord[], runs: number): Promise<{ readonly seconds: readonly number[]; readonly groups: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'farthing-bench-'))
  try {
    const file = join(folder, 'records.csv')
    writeFileSync(file, records.map(({ account, meter, time, value }) => `${account},${meter},${time.slice(0, -1)},${value}\n`).join(''))
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
    const columns = "{account: 'VARCHAR', meter: 'VARCHAR', happened: 'TIMESTAMP', value: 'DECIMAL(38, 12)'}"
    await connection.run(`CREATE TABLE usage_record AS SELECT * FROM read_csv('${file}', header = false, columns = ${columns})`)
    const seconds: number[] = []
    let groups = 0
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now()
      const reader = await connection.runAndReadAll(
        "SELECT count(*), sum(total), sum(many) FROM (SELECT sum(value) AS total, count(*) AS many FROM usage_record GROUP BY account, meter, date_trunc('hour', happened))",
      )
      seconds.push((performance.now() - start) / 1_000)
      groups = Number(reader.getRows()[0]?.[0])
    }
    connection.closeSync()
    return { seconds, groups }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
