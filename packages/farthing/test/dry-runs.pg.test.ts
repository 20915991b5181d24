import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { createBilling, defineCatalog, fixedClock, perUnit, plan, sum } from '../src/index.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const catalogAt = (price: `${number}`) => defineCatalog({ meters: { calls: sum({ event: 'calls', value: 'count' }) }, plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', price) }) } })
const october = { from: '2026-10-01', to: '2026-11-01' }
const scope = { from: '2026-10-01T00:00:00Z', causes: [{ kind: 'usage_correction', reference: 'import', text: 'The import was wrong' }] } as const

/** A digest of all rows of each table, over all tenants. */
async function contents(): Promise<Readonly<Record<string, string>>> {
  const { rows } = await database.admin().query(`SELECT c.relname::text AS name FROM pg_class AS c WHERE c.relnamespace = 'farthing'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`)
  const found: Record<string, string> = {}
  for (const { name } of rows as readonly { readonly name: string }[]) {
    const { rows: [row] } = await database.admin().query(`SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text COLLATE "C")), '') AS digest FROM farthing.${name} AS t`)
    found[name] = (row as { readonly digest: string }).digest
  }
  return found
}

it('what is tried on a server leaves every table as it was, but for the audit of who tried it', async () => {
  const billing = createBilling({ catalog: catalogAt('0.10'), storage: postgres(database.app()), clock: fixedClock('2026-11-02T00:00:00Z'), tenant: 'tried' })
  const used = (id: string) => ({ id, source: 'api', type: 'calls', subject: 'acme', time: '2026-10-14T00:00:00Z', data: { count: '100' } })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'api', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingestOrThrow([used('one')])
  await billing.invoices.issue({ key: 'october', account: 'acme', period: '2026-10' })
  await billing.events.ingestOrThrow([used('late')])
  const before = await contents()
  expect(Object.keys(before).length).toBeGreaterThan(50)

  const candidate = catalogAt('0.12')
  expect(await billing.shadow.rate({ ...october, candidate })).toMatchObject({ ledgerWrites: false, ratedUsageWrites: false, totals: [{ existing: '20', candidate: '24' }] })
  for await (const row of billing.shadow.accounts({ ...october, candidate })) expect(row.delta).toBe('4')
  expect(await billing.corrections.planRewind(scope)).toMatchObject({ ledgerWrites: false, documentWrites: false, corrections: [{ net: '10' }] })
  await billing.invoices.preview({ account: 'acme', period: '2026-11' })
  expect(await contents()).toEqual(before)

  const tried = await billing.shadow.dryRun({ key: 'try', ...october, candidate, actor: 'ann', reason: 'next year' })
  const seen = await billing.corrections.dryRun({ key: 'see', ...scope, actor: 'ann', reason: 'before the fix' })
  expect([tried.totals, seen.totals]).toMatchObject([[{ delta: '4' }], [{ net: '10' }]])
  const { command: _, ...rest } = await contents()
  const { command: __, ...restBefore } = before
  expect(rest).toEqual(restBefore)
  expect((await billing.audit.list({ actor: 'ann' })).items.map(({ operation, reason, changeCount }) => [operation, reason, changeCount])).toEqual([['corrections.dryRun', 'before the fix', 0], ['shadow.dryRun', 'next year', 0]])
})
