import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'

describe('what counts as spent', () => {
  const spend = async (billing: ReturnType<typeof budgetedBilling>, budget = 'b') => (await billing.budgets.posture()).items.find(({ policy }) => policy.id === budget)?.spend

  it('is what the invoice would bill, fees of the period included', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'fee' })
    await use(billing, 7)
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100' })
    const { totals } = await billing.invoices.preview({ account: 'acme', period: '2026-10' })
    expect([await spend(billing), totals.subtotal]).toEqual(['27', '27'])
  })

  it('is in the currency of the budget', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'usd' })
    await use(billing, 7)
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', currency: 'EUR' })
    await billing.budgets.put({ key: 'u', budget: 'u', account: 'acme', amount: '100' })
    expect([await spend(billing), await spend(billing, 'u')]).toEqual(['0', '7'])
  })

  it.each(['day', 'week', 'quarter'] as const)('is that of the %s, whatever the billing period', async (every) => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme')
    await use(billing, 3, { time: '2026-10-14T01:00:00Z' })
    await use(billing, 5, { time: '2026-10-12T01:00:00Z' })
    await use(billing, 11, { time: '2026-10-02T01:00:00Z' })
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', every })
    expect(await spend(billing)).toBe({ day: '3', week: '8', quarter: '19' }[every])
  })

  it('by project is priced by project, with all below it', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'projects', projects: [{ id: 'index', parent: 'search' }, { id: 'search' }, { id: 'ads' }] })
    for (const [project, count] of [['index', 4], ['search', 3], ['ads', 2]] as const) await use(billing, count, { project })
    for (const project of ['search', 'index', 'ads']) await billing.budgets.put({ key: project, budget: project, account: 'acme', project, amount: '100' })
    expect([await spend(billing, 'search'), await spend(billing, 'index'), await spend(billing, 'ads')]).toEqual(['7', '4', '2'])
  })

  it('by project is the share of its usage where tiers are filled together, exactly', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'tiers', projects: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] })
    for (const [project, count] of [['a', 14], ['b', 7], ['c', 0]] as const) if (count > 0) await use(billing, count, { project })
    for (const [project, every] of [['a', 'month'], ['b', 'month'], ['c', 'month'], ['a', 'week']] as const) {
      await billing.budgets.put({ key: project + every, budget: project + every, account: 'acme', project, amount: '100', every })
    }
    // 10 at 1.00 and 11 at 0.50 are 15.50, of which 14 of 21 are of `a`.
    expect(await Promise.all(['amonth', 'bmonth', 'cmonth', 'aweek'].map((id) => spend(billing, id)))).toEqual(['31/3', '31/6', '0', '31/3'])
  })

  it('has the share of a fee that the period has of its billing period, exactly', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'fee' })
    await use(billing, 2, { time: '2026-10-14T23:59:59Z' })
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', every: 'day' })
    expect(await spend(billing)).toBe('82/31')
  })

  it('ends with its period, though the billing period goes on', async () => {
    const billing = budgetedBilling({ now: '2026-11-01T12:00:00Z' })
    await budgetedAccount(billing, 'acme', { plan: 'weekly' })
    await use(billing, 3, { time: '2026-10-31T23:59:59Z' })
    await use(billing, 5, { time: '2026-11-01T00:00:00Z' })
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', thresholds: ['3'] })
    expect(await spend(billing)).toBe('5')
    const october = budgetedBilling({ now: '2026-10-31T12:00:00Z' })
    await budgetedAccount(october, 'acme', { plan: 'weekly' })
    await use(october, 3, { time: '2026-10-31T23:59:59Z' })
    await use(october, 5, { time: '2026-11-01T00:00:00Z' })
    await october.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100' })
    expect(await spend(october)).toBe('3')
  })

  it('of a reseller is what it buys, and of its customer what that pays', async () => {
    const billing = budgetedBilling()
    await billing.accounts.put({ key: 'partner', account: { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
    await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'calls', from: '2026-10-01', subjects: ['acme'], wholesale: { account: 'partner', plan: 'tiers' } })
    await use(billing, 20)
    for (const account of ['acme', 'partner']) await billing.budgets.put({ key: account, budget: account, account, amount: '100' })
    expect([await spend(billing, 'acme'), await spend(billing, 'partner')]).toEqual(['20', '15'])
  })

  it('is nothing for an account without a subscription', async () => {
    const billing = budgetedBilling()
    await billing.accounts.put({ key: 'a', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100' })
    expect(await spend(billing)).toBe('0')
  })
})
