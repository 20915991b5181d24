import type { AccountFilter, DocumentFilter, Page, Stores } from '@farthing/ports'
import { beforeAll, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import type { PgPool } from '../connection/pg-connection.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()

/** 4,000 invoices of 400 accounts, one in 100 overdue, one in 200 received by another account, one in 400 exchanged; one account in 40 lies below `partner`. */
beforeAll(async () => {
  const [zone, n] = [`'2026-01-01'::timestamptz + n * interval '1 hour'`, 'generate_series(1, 4000) AS n']
  const body = `json_strip_nulls(json_build_object('id', n::text, 'zone', 'UTC', 'from', '2026-10-01T00:00:00.000000Z',
    'recipient', CASE WHEN n % 200 = 0 THEN json_build_object('id', 'head') END, 'conversions', CASE WHEN n % 400 = 0 THEN '[]'::json END))`
  await database.admin().query(`INSERT INTO farthing.account (tenant, id, body)
    SELECT 'tenant', 'account ' || n, json_strip_nulls(json_build_object('id', n::text, 'kind', 'customer', 'currency', 'EUR', 'parent', CASE WHEN n % 40 = 0 THEN 'partner' END)) FROM ${n}`)
  await database.admin().query(`INSERT INTO farthing.invoice (tenant, id, account, currency, period_from, period_to, side, document_group, sequence, series, number, issued_at, body)
    SELECT 'tenant', n::text, 'account ' || n % 400, 'EUR', ${zone}, ${zone} + interval '1 hour', 'retail', '', 0, 'INV', n::text, ${zone}, ${body} FROM ${n}`)
  await database.admin().query(`INSERT INTO farthing.document_status (tenant, document, revision, body) SELECT 'tenant', n::text, 1, '{"to":"issued"}' FROM ${n}`)
  await database.admin().query(`INSERT INTO farthing.document_status (tenant, document, revision, body)
    SELECT 'tenant', n::text, 2, json_build_object('to', CASE WHEN n % 100 = 0 THEN 'overdue' ELSE 'paid' END) FROM ${n}`)
  await database.admin().query('ANALYZE')
})

/** The plan of a list as the application's role runs it, and how many it finds. */
async function planOf(list: (stores: Stores) => Promise<Page<unknown>>): Promise<{ readonly plan: string; readonly found: number }> {
  const lines: string[] = []
  const explaining: PgPool = {
    connect: async () => {
      const client = await database.app().connect()
      return {
        query: async (text, values) => {
          if (text.startsWith('SELECT r.body')) {
            const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${text}`, values)
            lines.push(...rows.map((row) => row['QUERY PLAN']!))
          }
          return client.query(text, values)
        },
        release: () => client.release(),
      }
    },
  }
  const { items } = await postgres(explaining).transaction('tenant', list)
  return { plan: lines.join('\n'), found: items.length }
}

const page = { limit: 1000 }

describe('a list', () => {
  it.each<readonly [what: string, filter: DocumentFilter, index: string, found: number]>([
    ['of an account', { account: 'account 7' }, 'invoice_', 10],
    ['of some accounts', { accounts: ['account 7', 'account 8'] }, 'invoice_', 20],
    ['of what is overdue', { status: 'overdue' }, 'document_status_by_status', 40],
    ['by who receives it', { recipient: 'head' }, 'invoice_by_recipient', 20],
    ['of a day', { period: '2026-02-01' }, 'invoice_by_period', 24],
    ['of a time of issue', { since: '2026-02-01T00:00:00Z', until: '2026-02-01T05:00:00Z' }, 'invoice_by_time', 5],
    ['with rates of exchange', { exchanged: true }, 'invoice_by_exchange', 10],
  ])('of documents %s goes by an index', async (_, filter, index, found) => {
    const listed = await planOf(({ documents }) => documents.list(filter, page))
    // The day is one of each document's own zone: these say October, and are read for nothing.
    expect(listed.found).toBe(filter.period === undefined ? found : 0)
    expect(listed.plan).toContain(index)
    expect(listed.plan).not.toContain('Seq Scan')
  })

  it.each<readonly [what: string, filter: AccountFilter, index: string, found: number]>([
    ['below another one', { parent: 'partner' }, 'account_by_parent', 100],
    ['by their ids', { accounts: ['account 7', 'account 8', 'nobody'] }, 'account_pkey', 2],
  ])('of accounts %s goes by an index', async (_, filter, index, found) => {
    const listed = await planOf(({ accounts }) => accounts.list(filter, page))
    expect(listed.found).toBe(found)
    expect(listed.plan).toContain(index)
    expect(listed.plan).not.toContain('Seq Scan')
  })
})
