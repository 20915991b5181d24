import type { LedgerTransaction } from '@farthing/ledger'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

// What the tables refuse, whoever writes to them: these statements go past the adapter, as the application's role.
const database = useTestDatabase()

async function transaction(...statements: readonly string[]): Promise<void> {
  const client = await database.app().connect()
  try {
    await client.query('BEGIN')
    await client.query("SELECT set_config('farthing.tenant', 'acme', true)")
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

const header = (id: string, entries: number) =>
  `INSERT INTO farthing.ledger_transaction
     (tenant, epoch, id, entries, kind, key, reference, booked_at, accounting_date, actor, correlation, fingerprint)
   VALUES ('acme', 1, '${id}', ${entries}, 'test', '', '', now(), now(), '', '', '')`
const side = (id: string, entries: number, position: number, amount: string, currency = 'EUR') => `('acme', '${id}', ${entries}, ${position}, 'cash_rounding', '${currency}', '${amount}')`
const sides = (...values: readonly string[]) =>
  `INSERT INTO farthing.ledger_entry (tenant, transaction_id, entries, position, role, currency, amount_minor) VALUES ${values.join(', ')}`
/** Header and entries as they have to come: in one statement. */
const posting = (head: string, ...values: readonly string[]) => `WITH header AS (${head}) ${sides(...values)}`

describe('the ledger tables', () => {
  it('take a transaction that balances', async () => {
    await transaction(posting(header('good', 3), side('good', 3, 2, '-7'), side('good', 3, 0, '5'), side('good', 3, 1, '2')))
  })

  it.each<readonly [string, string, string]>([
    ['does not sum to zero', 'balanced', posting(header('a', 2), side('a', 2, 0, '5'), side('a', 2, 1, '-4'))],
    ['sums to zero over two currencies', 'balanced', posting(header('b', 2), side('b', 2, 0, '5'), side('b', 2, 1, '-5', 'USD'))],
    ['has fewer entries than it says', 'complete', posting(header('c', 4), side('c', 4, 0, '5'), side('c', 4, 1, '-5'))],
    ['has entries that say another count', 'complete', posting(header('c', 2), side('c', 2, 0, '5'), side('c', 3, 1, '-5'))],
    ['has no entries', 'complete', header('d', 1)],
    ['has no header', 'complete', sides(side('nothing', 2, 0, '5'), side('nothing', 2, 1, '-5'))],
  ])('refuse a transaction that %s', async (_, rule, statement) => {
    await expect(transaction(statement)).rejects.toMatchObject({ code: '23514', constraint: `ledger_transaction_${rule}` })
  })

  it.each(['NaN', '0'])('refuse an amount of %s at once', async (amount) => {
    const refused = transaction(posting(header('e', 2), side('e', 2, 0, amount), side('e', 2, 1, amount)))
    await expect(refused).rejects.toMatchObject({ code: '23514', constraint: 'ledger_entry_amount_minor_check' })
  })

  it('refuse an endless amount', async () => {
    await expect(transaction(posting(header('g', 1), side('g', 1, 0, 'Infinity')))).rejects.toMatchObject({ code: '22003' })
  })

  it('refuse an entry that would join a transaction later, balanced or not', async () => {
    await transaction(posting(header('closed', 2), side('closed', 2, 0, '5'), side('closed', 2, 1, '-5')))
    await expect(transaction(sides(side('closed', 2, 2, '5')))).rejects.toMatchObject({ code: '23514' })
    await expect(transaction(sides(side('closed', 4, 2, '5'), side('closed', 4, 3, '-5')))).rejects.toMatchObject({ code: '23514', constraint: 'ledger_transaction_complete' })
    await expect(transaction(sides(side('closed', 2, 0, '5')))).rejects.toMatchObject({ code: '23505' })
  })
})

describe('the book in a transaction of the host', () => {
  const posted: LedgerTransaction = {
    id: 'hosted',
    tenant: 'acme',
    kind: 'invoice_issued',
    key: 'k',
    reference: 'r',
    bookedAt: '2026-11-02T00:00:00.000000Z',
    accountingDate: '2026-11-02',
    actor: 'a',
    correlation: 'c',
    fingerprint: 'f',
    entries: [
      { account: { role: 'receivable', account: 'a' }, currency: 'EUR', amountMinor: '5' },
      { account: { role: 'revenue' }, currency: 'EUR', amountMinor: '-5' },
    ],
  }
  const hosted = async (work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> => {
    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      await postgres({ transaction: client }).transaction('acme', ({ ledger }) => ledger.put({ ...posted, id: `${posted.id} ${Math.random()}` }))
      await work(client)
      await client.query('COMMIT')
    } finally {
      client.release()
    }
  }

  it('is kept when our tenant is long unset', async () => {
    await hosted((client) => client.query("SELECT set_config('farthing.tenant', '', true)"))
  })

  it('is kept when a transaction of another tenant came after it, and leaves the setting as it is', async () => {
    await hosted(async (client) => {
      await postgres({ transaction: client }).transaction('globex', ({ ledger }) => ledger.put({ ...posted, tenant: 'globex' }))
      await client.query(`SELECT set_config('farthing.tenant', 'of the host', true); SET CONSTRAINTS ALL IMMEDIATE`)
      const { rows } = await client.query<{ tenant: string }>("SELECT current_setting('farthing.tenant') AS tenant")
      expect(rows).toEqual([{ tenant: 'of the host' }])
    })
  })
})

describe('a posting', () => {
  it('costs the same in a book that has grown since its plans were made', async () => {
    const client = await database.app().connect()
    const read = async (): Promise<number> => {
      const { rows } = await client.query<{ read: string }>(`SELECT sum(idx_tup_fetch + seq_tup_read) AS read FROM pg_stat_xact_user_tables WHERE relname IN ('ledger_transaction', 'ledger_entry')`)
      return Number(rows[0]?.read)
    }
    const storage = postgres({ transaction: client })
    const post = async (from: number, count: number): Promise<number> => {
      await client.query('BEGIN')
      const before = await read()
      for (const posted of samplePostings(from, count)) await storage.transaction('grown', ({ ledger }) => ledger.put(posted))
      const after = await read()
      await client.query('COMMIT')
      return after - before
    }
    try {
      const empty = await post(0, 10)
      await post(10, 200)
      expect(empty).toBeGreaterThan(0)
      expect(await post(210, 10)).toBe(empty)
    } finally {
      client.release()
    }
  })
})

function samplePostings(from: number, count: number): readonly LedgerTransaction[] {
  return Array.from({ length: count }, (_, index) => {
    const key = `grown-${from + index}`
    const said = { bookedAt: '2026-11-02T00:00:00.000000Z', accountingDate: '2026-11-02', actor: 'a', correlation: key, fingerprint: 'f' }
    const entries = [
      { account: { role: 'receivable', account: key }, currency: 'EUR', amountMinor: '5' },
      { account: { role: 'revenue' }, currency: 'EUR', amountMinor: '-5' },
    ] as const
    return { id: key, tenant: 'grown', kind: 'adjustment', key, reference: key, ...said, entries }
  })
}
