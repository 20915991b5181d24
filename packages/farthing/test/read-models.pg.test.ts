import { expect, it } from 'vitest'
import { useTestDatabase } from '../../adapters-pg/test-server/use-test-database.js'
import { authorizeByRole, count, createBilling, defineCatalog, fixedClock, flat, perUnit, plan, type Account, type RoleGrant, type Storage } from '../src/index.js'
import { memory } from '../src/memory.js'
import { postgres } from '../src/postgres.js'

const database = useTestDatabase()
const eur = { currency: 'EUR', every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: { api: plan(eur, { base: flat('20'), calls: perUnit('calls', '0.1') }), resold: plan(eur, { calls: perUnit('calls', '0.06') }) },
})
const clock = fixedClock('2026-11-02T00:00:00Z')

/** `partner` sells to `acme` with its `branch`, and to `globex`; `direct` buys from the tenant. Zones on both sides of UTC. */
async function sold(storage: Storage) {
  const billing = createBilling({ catalog, storage, clock, invoicing: { paymentTerms: { due: 'net', days: 14 } } })
  const accounts: readonly Account[] = [
    { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' },
    { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Pacific/Auckland', parent: 'partner' },
    { id: 'branch', kind: 'customer', currency: 'EUR', zone: 'UTC', parent: 'acme', invoiceRecipient: 'acme' },
    { id: 'globex', kind: 'customer', currency: 'EUR', zone: 'America/Los_Angeles', parent: 'partner' },
    { id: 'direct', kind: 'customer', currency: 'EUR', zone: 'UTC' },
  ]
  for (const account of accounts) await billing.accounts.put({ key: account.id, account })
  for (const { id } of accounts.slice(1)) {
    await billing.subscriptions.start({ key: id, account: id, plan: 'api', from: '2026-10-01', ...(id === 'direct' ? {} : { wholesale: { account: 'partner', plan: 'resold' } }) })
  }
  for (const { id } of accounts.slice(1)) await billing.invoices.issue({ key: id, account: id, period: '2026-10' })
  await billing.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: { amount: '20', currency: 'EUR' } })
  return billing
}

/** What each role reads, list by list. */
async function told(storage: Storage) {
  const open = await sold(storage)
  const grants: readonly RoleGrant[] = [{ role: 'finance_operator' }, { role: 'reseller', account: 'partner' }, { role: 'account_member', account: 'acme' }]
  const seen = []
  for (const grant of grants) {
    const billing = createBilling({ catalog, storage, clock, authorize: authorizeByRole([grant]) })
    const foreign = await billing.accounts.get('direct').then((account) => account?.id, (error: unknown) => Reflect.get(error as object, 'code') as string)
    const numbers = async (filter: object) => (await billing.invoices.list(filter)).items.map(({ account }) => account).sort()
    seen.push({
      role: grant.role, foreign,
      accounts: (await billing.accounts.list()).items.map(({ id }) => id),
      october: await numbers({ period: '2026-10' }), september: await numbers({ period: '2026-09' }), paid: await numbers({ status: 'paid' }), received: await numbers({ recipient: 'acme' }),
      payments: (await billing.payments.list({ currency: 'EUR', since: '2026-11-01T00:00:00Z' })).items.map(({ account }) => account),
      budgets: (await billing.budgets.posture()).items, credits: (await billing.credits.list()).items, refunds: (await billing.refunds.list()).items,
      sides: (await billing.subscriptions.list()).items.map(({ id, wholesale }) => [id, wholesale?.account]),
    })
  }
  return { seen, account: await open.accounts.billingAccount('acme'), rated: (await open.ratedUsage.list({ account: 'acme' })).items.length }
}

it('roles and lists say the same on PostgreSQL as in memory', async () => {
  const onServer = await told(postgres(database.app()))
  expect(onServer).toEqual(await told(memory()))
  const all = ['acme', 'branch', 'direct', 'globex']
  const none = { september: [], budgets: [], credits: [], refunds: [] }
  expect(onServer.seen).toMatchObject([
    { ...none, role: 'finance_operator', foreign: 'direct', accounts: [...all, 'partner'], october: all, paid: ['acme'], received: ['acme', 'branch'], payments: ['acme'] },
    { ...none, role: 'reseller', foreign: 'authorization.refused', accounts: ['acme', 'branch', 'globex', 'partner'], october: ['acme', 'branch', 'globex'], paid: ['acme'], received: ['acme', 'branch'], payments: ['acme'], sides: [['acme', 'partner'], ['branch', 'partner'], ['globex', 'partner']] },
    { ...none, role: 'account_member', foreign: 'authorization.refused', accounts: ['acme'], october: ['acme'], paid: ['acme'], received: ['acme'], payments: ['acme'], sides: [['acme', undefined]] },
  ])
  expect(onServer.account).toMatchObject({ reseller: 'partner', state: 'current', balances: [{ currency: 'EUR', receivableMinor: '0' }] })
})
