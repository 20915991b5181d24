import { postgres } from '@farthing/adapters-pg'
import { createBilling, fixedClock } from '@farthing/engine'
import type { ChainVerification } from '@farthing/ledger'
import { sampleBook } from '@farthing/ledger/testing'
import { defineCatalog } from '@farthing/pricing'
import type pg from 'pg'
import { beforeAll, expect, it, vi } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { withoutGuard } from '../../adapters-pg/test-server/without-guard.js'

// L-CHAIN: whoever owns the database can change everything, past every guard, and is found.
const database = useTestDatabase()
const tables = ['ledger_transaction', 'ledger_entry', 'ledger_link'] as const

const billingOf = () => createBilling({ catalog: defineCatalog({ meters: {}, plans: {} }), storage: postgres(database.app()), clock: fixedClock('2026-12-01T00:00:00Z') })
const verify = async (): Promise<ChainVerification> => billingOf().ledger.verify({ anchors: [anchor()] })
const anchor = () => head ?? expect.fail('the book is sealed')
let head: Awaited<ReturnType<ReturnType<typeof billingOf>['ledger']['head']>> | undefined

/** A superuser with every trigger off, and those that are always on made harmless. */
async function asIntruder(work: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const client = await database.admin().connect()
  try {
    await client.query('SET session_replication_role = replica')
    await withoutGuard(client, () => work(client))
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}

/** Puts back what was there before. */
const restore = (client: pg.PoolClient): Promise<unknown> =>
  client.query(tables.map((table) => `DELETE FROM farthing.${table}; INSERT INTO farthing.${table} SELECT * FROM public.kept_${table}`).join('; '))

beforeAll(async () => {
  for (const posted of sampleBook()) await postgres(database.app()).transaction('default', ({ ledger }) => ledger.put(posted))
  // Another transaction of the server can hold the feed back, so a run may leave what has just been committed to the next.
  await vi.waitFor(async () => {
    head = (await billingOf().ledger.seal()).head
    expect(head.sequence).toBe(sampleBook().length)
  })
  await asIntruder(async (client) => {
    for (const table of tables) {
      await client.query(`CREATE TABLE public.kept_${table} AS SELECT * FROM farthing.${table}`)
      const { rows } = await client.query<{ name: string }>(`SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND conrelid = 'farthing.${table}'::regclass`)
      for (const { name } of rows) await client.query(`ALTER TABLE farthing.${table} DROP CONSTRAINT "${name}"`)
    }
  })
})

/** A change of a value of each type, also of an absent one; `value` is the column. */
const changes: Readonly<Record<string, (value: string) => string>> = {
  text: (value) => `coalesce(${value} || 'x', 'x')`,
  integer: (value) => `${value} + 1000`,
  bigint: (value) => `${value} + 1000000`,
  numeric: (value) => `${value} + 1`,
  date: (value) => `${value} + 1`,
  'timestamp with time zone': (value) => `${value} + interval '1 microsecond'`,
  xid8: (value) => `(${value}::text::int8 + 1)::text::xid8`,
}

it('finds any change of any column of any table of the book', async () => {
  expect(await verify()).toMatchObject({ verified: true, unchained: [] })
  let tried = 0
  await asIntruder(async (client) => {
    const { rows: columns } = await client.query<{ table: string; name: string; type: string }>(
      `SELECT table_name AS table, column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = 'farthing' AND table_name = ANY($1)`,
      [tables],
    )
    expect(columns.length).toBeGreaterThan(30)
    for (const { table, name, type } of columns) {
      const changed = changes[type]?.(`t."${name}"`) ?? expect.fail(`no change is known for ${type}`)
      for (const order of ['ASC', 'DESC']) {
        await client.query(`UPDATE farthing.${table} AS t SET "${name}" = ${changed} WHERE t.ctid = (SELECT o.ctid FROM farthing.${table} AS o ORDER BY o::text ${order} LIMIT 1)`)
        expect(await verify(), `${table}.${name}`).toMatchObject({ verified: false })
        await restore(client)
        tried += 1
      }
    }
    expect(await verify()).toMatchObject({ verified: true })
  })
  expect(tried).toBeGreaterThan(60)
})

const entry = `SELECT tenant, transaction_id, entries, position, role, account, routing, currency, amount_minor, item FROM farthing.ledger_entry`

it.each([
  ['a transaction is removed', `DELETE FROM farthing.ledger_transaction WHERE id = (SELECT min(id) FROM farthing.ledger_transaction)`, 'transaction_missing'],
  ['an entry is removed', `DELETE FROM farthing.ledger_entry WHERE ctid = (SELECT max(ctid) FROM farthing.ledger_entry)`, 'transaction_altered'],
  ['an entry joins', `INSERT INTO farthing.ledger_entry SELECT tenant, transaction_id, entries, position + 9, role, account, routing, currency, amount_minor, item FROM (${entry}) AS e LIMIT 1`, 'transaction_altered'],
  ['entries of nothing appear', `INSERT INTO farthing.ledger_entry SELECT tenant, 'nothing', entries, position, role, account, routing, currency, amount_minor, item FROM (${entry}) AS e LIMIT 1`, 'transaction_stray'],
  ['a transaction is slipped in before the head', `INSERT INTO farthing.ledger_transaction SELECT tenant, 'slipped', 0, kind, key, reference, booked_at, accounting_date, actor, correlation, cause, corrects, fingerprint, epoch, written_by FROM farthing.ledger_transaction ORDER BY written_by LIMIT 1`, 'transaction_stray'],
  ['a link is removed', `DELETE FROM farthing.ledger_link WHERE sequence = 3`, 'out_of_sequence'],
  ['the last link is removed', `DELETE FROM farthing.ledger_link WHERE sequence = (SELECT max(sequence) FROM farthing.ledger_link)`, 'tail_cut'],
  ['everything is removed', `DELETE FROM farthing.ledger_link; DELETE FROM farthing.ledger_entry; DELETE FROM farthing.ledger_transaction`, 'tail_cut'],
])('finds that %s', async (_, statement, problem) => {
  await asIntruder(async (client) => {
    await client.query(statement)
    expect(await verify()).toMatchObject({ verified: false, problem })
    await restore(client)
  })
})

it('finds a book that was written anew, with a chain of its own, by its anchor only', async () => {
  await asIntruder(async (client) => {
    await client.query(`DELETE FROM farthing.ledger_link; UPDATE farthing.ledger_transaction SET actor = 'somebody else' WHERE kind = 'invoice_issued'`)
    await expect.poll(async () => (await billingOf().ledger.seal()).head.sequence).toBe(anchor().sequence)
    expect(await billingOf().ledger.verify()).toMatchObject({ verified: true })
    expect(await verify()).toMatchObject({ verified: false, sequence: anchor().sequence, problem: 'anchor_differs' })
    await restore(client)
  })
})

it('shows where the chain ends: what is booked since is unchained until the next run', async () => {
  const billing = billingOf()
  await billing.accounts.put({ key: 'a', account: { id: 'late', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
  const { id } = await billing.ledger.adjust({ key: 'late', account: 'late', amount: { amount: '1', currency: 'EUR' }, reason: 'x' })
  await expect.poll(verify).toMatchObject({ verified: true, unchained: [id] })
  expect(await billing.ledger.seal()).toMatchObject({ sealed: 1, head: { sequence: anchor().sequence + 1 } })
  expect(await verify()).toMatchObject({ verified: true, unchained: [] })
})
