import { setTimeout as sleep } from 'node:timers/promises'
import { isFarthingError } from '@farthing/core'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, flat, plan } from '../src/index.js'
import { postgres, type PgConnection } from '../src/postgres.js'

// Fault 11: the host's own transactions, at each level. A race may end as contention, and never as a second invoice or number.
const database = useTestDatabase()
const levels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const
const catalog = defineCatalog({ meters: {}, plans: { daily: plan({ currency: 'EUR', every: 'day' }, { base: flat('1') }) } })
const days = Array.from({ length: 12 }, (_, index) => `2026-10-${String(index + 1).padStart(2, '0')}`)

const billingOn = (connection: PgConnection, tenant: string) => createBilling({ catalog, storage: postgres(connection), clock: fixedClock('2026-11-02T00:00:00Z'), tenant })

/** One try of the host: its own transaction around ours. */
async function hosted<T>(level: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.app().connect()
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${level}`)
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

const isContention = (error: unknown): boolean => (isFarthingError(error) && error.code === 'storage.contention') || (error as { code?: string }).code === '40001'

/** As a host does: the whole transaction again when it was given up for another. */
async function persistently<T>(level: string, work: (client: pg.PoolClient) => Promise<T>): Promise<{ readonly result: T; readonly retries: number }> {
  for (let retries = 0; ; retries += 1) {
    try {
      return { result: await hosted(level, work), retries }
    } catch (error) {
      if (!isContention(error) || retries === 200) throw error
      await sleep((retries * 7) % 23)
    }
  }
}

describe.each(levels)('four workers that bill the same periods in transactions of the host at %s', (level) => {
  it('make one invoice for each, numbered without a gap, and all get the same', async () => {
    const tenant = `contested ${level}`
    await billingOn(database.app(), tenant).subscriptions.start({ key: 's', account: 'a', plan: 'daily', from: '2026-10-01' })
    const issued = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const numbers: string[] = []
        for (const day of days) {
          const { result } = await persistently(level, (client) => billingOn({ transaction: client }, tenant).invoices.issue({ key: day, account: 'a', period: day }))
          numbers.push(result.number)
        }
        return numbers
      }),
    )
    expect(new Set(issued.map((numbers) => numbers.join()))).toHaveLength(1)
    const { items } = await billingOn(database.app(), tenant).invoices.list()
    expect(items.map(({ number }) => number).sort()).toEqual(days.map((_, index) => `INV-${String(index + 1).padStart(6, '0')}`))
    expect(new Set(items.map(({ from }) => from))).toHaveLength(days.length)
    expect(await billingOn(database.app(), tenant).ledger.balance({ role: 'receivable', account: 'a' })).toMatchObject([{ amountMinor: String(days.length * 100) }])
  })
})

describe.each(['READ COMMITTED', 'REPEATABLE READ'])('a look-up in place of a key, at %s', (level) => {
  it('would bill twice', async () => {
    await database.owner().query(`CREATE TABLE IF NOT EXISTS public.billed (level text, day text); GRANT SELECT, INSERT ON public.billed TO ${database.appRole}`)
    const bill = (day: string) =>
      hosted(level, async (client) => {
        const { rowCount } = await client.query('SELECT FROM public.billed WHERE level = $1 AND day = $2', [level, day])
        await sleep(10)
        if (rowCount === 0) await client.query('INSERT INTO public.billed VALUES ($1, $2)', [level, day])
      })
    for (const day of days.slice(0, 3)) await Promise.all([bill(day), bill(day), bill(day), bill(day)])
    const { rows } = await database.owner().query<{ day: string }>('SELECT day FROM public.billed WHERE level = $1 GROUP BY day HAVING count(*) > 1', [level])
    expect(rows).toHaveLength(3)
  })
})
