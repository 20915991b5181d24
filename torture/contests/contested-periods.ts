import { isFarthingError } from '@farthing/core'
import { postgres } from '@farthing/adapters-pg'
import type { IssuedInvoice } from 'farthing'
import pg from 'pg'
import type { Target } from '../target.js'
import { billingOn, issuedSample, tenant } from '../workflows.js'

const workers = 2
const atOnce = 4
const levels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const

/** Tries to bill a period until it is billed, by whomever. Says whether it was by us. */
async function bill(pool: pg.Pool, level: string, document: IssuedInvoice): Promise<boolean> {
  const { series } = document
  for (;;) {
    const client = await pool.connect()
    try {
      await client.query(`BEGIN ISOLATION LEVEL ${level}`)
      await postgres({ transaction: client }).transaction(tenant, async ({ documents }) => {
        const number = await documents.nextNumber(series)
        await documents.put({ ...document, number: `${series}-${number}` })
      })
      await client.query('COMMIT')
      return true
    } catch (error) {
      await client.query('ROLLBACK')
      const code = isFarthingError(error) ? error.code : (error as { readonly code?: unknown }).code
      if (code === 'storage.conflict') return false
      if (code !== 'storage.contention' && code !== '40001') throw error
    } finally {
      client.release()
    }
  }
}

/**
 * Workers bill the same periods at the same time, in transactions of the host at all three isolation levels in turn. Each period has to be billed
 * once, and the numbers of each series have to be 1, 2, 3 … without a gap, whatever was rolled back. Several periods are contested at once, each on
 * a series of its own: on one, each commit above READ COMMITTED would send all others back to their start.
 */
export async function contestPeriods(target: Target, periods: number): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: target.url, max: workers * atOnce })
  pool.on('error', () => undefined)
  try {
    const sample = await issuedSample(billingOn(postgres(pool)))
    const won: number[] = []
    let next = 0
    const take = async (_: unknown, series: number): Promise<void> => {
      for (let period = next++; period < periods; period = next++) {
        const rivals = Array.from({ length: workers }, (_, worker) => ({ ...sample, id: `contest-${period}-${worker}`, account: `contest-${period}`, series: `CONTEST-${series}` }))
        const results = await Promise.all(rivals.map((document) => bill(pool, levels[period % 3] ?? levels[0], document)))
        const winners = results.filter(Boolean).length
        if (winners !== 1) won.push(period)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, take))
    const { rows } = await target.admin.query<{ kept: string; accounts: string; last: string }>(
      `SELECT sum(kept)::text AS kept, sum(accounts)::text AS accounts, sum(last)::text AS last
       FROM (SELECT count(*) AS kept, count(DISTINCT account) AS accounts, max(split_part(number, '-', 3)::int8) AS last FROM farthing.invoice WHERE starts_with(series, 'CONTEST-') GROUP BY series) AS each`,
    )
    // The largest number of a series is as large as it has documents, or the sum is another one.
    const wanted = { kept: String(periods), accounts: String(periods), last: String(periods) }
    const problems = won.map((period) => `period ${period} was billed by none or by several`)
    return JSON.stringify(rows[0]) === JSON.stringify(wanted) ? problems : [...problems, `${JSON.stringify(rows[0])} is kept, and not ${JSON.stringify(wanted)}`]
  } finally {
    await pool.end()
  }
}
