import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../test-server/use-test-database.js'
import { privileges, readableViews } from './migrations/grants.js'

// Rules that hold for every table, so that one that is added later cannot forget them.
const database = useTestDatabase()
/** Tables that hold nothing of a tenant. */
const shared = ['event_month', 'event_retention', 'restore_epoch', 'schema_migration', 'work_item']

async function names(sql: string): Promise<readonly string[]> {
  const { rows } = await database.admin().query<{ name: string }>(sql)
  return rows.map(({ name }) => name)
}

const tables = (condition: string) =>
  names(`SELECT c.relname AS name FROM pg_class AS c
    WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND (${condition}) ORDER BY 1`)
// Work is claimed by workers of all tenants. It names what is to be done and holds no data of a customer.
const hasTenant = `(c.relname <> 'work_item' AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND a.attnotnull))`

describe('every table', () => {
  it('belongs to a tenant, but for those of the schema itself and the work of all tenants', async () => {
    expect(await tables(`NOT ${hasTenant}`)).toEqual(shared)
    expect((await tables(hasTenant)).length).toBeGreaterThan(12)
  })

  it('of a tenant has forced row-level security with the one policy', async () => {
    const policy = `EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname = 'tenant_isolation' AND p.polcmd = '*'
      AND pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid))`
    const single = `(SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = c.oid) = 1`
    expect(await tables(`${hasTenant} AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND ${policy} AND ${single})`)).toEqual([])
  })

  it('of a tenant begins each of its indexes with it', async () => {
    const others = await names(`SELECT i.indexrelid::regclass::text AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE c.relnamespace = 'farthing'::regnamespace AND ${hasTenant} AND a.attname <> 'tenant'`)
    expect(others).toEqual([])
  })

  it('that the application may only add to is guarded, its partitions too', async () => {
    const guarded = `EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgname = 'recorded_stays' AND t.tgenabled = 'A')`
    const mutable = privileges.filter(([, allowed]) => allowed !== 'SELECT, INSERT').map(([table]) => `'${table}'`)
    expect(await tables(`c.relname NOT IN (${mutable.join(', ')}) AND NOT ${guarded}`)).toEqual(['restore_epoch'])
  })

  it('has a primary key', async () => {
    expect(await tables(`NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary)`)).toEqual([])
  })

  it('orders text by bytes', async () => {
    const columns = await names(`SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND a.atttypid = 'text'::regtype
      AND a.attcollation <> '"C"'::regcollation`)
    expect(columns).toEqual([])
  })

  it('says what it is for, partitions aside', async () => {
    expect(await tables(`NOT c.relispartition AND obj_description(c.oid) IS NULL AND c.relname <> 'schema_migration'`)).toEqual([])
  })
})

describe('every view', () => {
  const views = (condition: string, values: readonly unknown[] = []) =>
    database.admin().query<{ name: string }>(`SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('v', 'm') AND (${condition}) ORDER BY 1`, [...values]).then(({ rows }) => rows.map(({ name }) => name))

  it('asks with the rights of its reader, or row-level security of the tables would not hold', async () => {
    expect(await views(`NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)`)).toEqual([])
  })

  it('says what it is for, shows the tenant, and may be read by the application', async () => {
    const told = `obj_description(c.oid) IS NOT NULL AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND a.attnum = 1)`
    expect(await views(`${told} AND has_table_privilege($1, c.oid, 'SELECT') AND NOT has_table_privilege($1, c.oid, 'INSERT')`, [database.appRole])).toEqual([...readableViews].sort())
    expect(await views('true')).toEqual([...readableViews].sort())
  })
})

describe('the role of the application', () => {
  it('has what each table needs and no more', async () => {
    const { rows } = await database.admin().query<{ table: string; allowed: string }>(
      `SELECT c.relname AS table, string_agg(p.privilege, ' ' ORDER BY p.privilege) AS allowed
       FROM pg_class AS c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p(privilege)
       WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege($1, c.oid, p.privilege)
       GROUP BY 1 ORDER BY 1`,
      [database.appRole],
    )
    const allowed = Object.fromEntries(rows.map((row) => [row.table, row.allowed]))
    const [append, replace] = ['INSERT SELECT', 'INSERT SELECT UPDATE']
    expect(allowed).toEqual({
      account: replace,
      account_lock: replace,
      adjustment: append,
      adjustment_step: append,
      tax_filing: append,
      billing_run: replace,
      billing_run_account: replace,
      charge: append,
      period_carry: append,
      command: append,
      command_refusal: append,
      credit_grant: append,
      credit_movement: append,
      document_delivery: append,
      document_status: append,
      event: append,
      event_census: replace,
      event_identity: append,
      event_removal: 'SELECT',
      event_month: 'SELECT',
      event_retention: 'SELECT',
      invoice: append,
      invoice_evidence: append,
      book_closing: append,
      book_period: replace,
      control_record: append,
      correction: append,
      correction_step: append,
      ledger_entry: append,
      ledger_link: append,
      ledger_hold: append,
      quota_limit: append,
      quota_pending: 'DELETE INSERT SELECT',
      quota_reservation: append,
      quota_turn: replace,
      rated_charge: append,
      rating_run: append,
      reconciliation_run: append,
      ledger_transaction: append,
      number_series: replace,
      delivery: replace,
      delivery_destination: replace,
      job_state: replace,
      outbox_account: replace,
      outbox_message: append,
      payment_record: append,
      plan_version: append,
      restore_epoch: append,
      schema_migration: 'SELECT',
      sealed_usage: append,
      source_offset: replace,
      subscription: replace,
      subscription_subject: 'DELETE INSERT SELECT',
      usage_summary: replace,
      windowing: replace,
      work_item: 'DELETE INSERT SELECT UPDATE',
      write_off: append,
    })
  })
})
