import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'

describe('how to watch budgets', () => {
  it('of an account and a project', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing, 'acme', { plan: 'projects', notificationRecipients: ['ops@acme.example'], projects: [{ id: 'search' }, { id: 'ads' }] })
    await use(billing, 60, { project: 'search' })
    await use(billing, 25, { project: 'ads' })
    // #region put
    await billing.budgets.put({ key: 'b1', budget: 'acme-month', account: 'acme', amount: '100', thresholds: ['50', '80', '100'] })
    await billing.budgets.put({ key: 'b2', budget: 'search-month', account: 'acme', project: 'search', amount: '70', mode: 'block' })

    const { crossed, refused } = await billing.budgets.scan() // every few minutes, from a job
    expect(crossed.map(({ policy, percent, amount, spend }) => [policy, percent, amount, spend])).toEqual([
      ['acme-month', '50', '50', '85'],
      ['acme-month', '80', '80', '85'],
      ['search-month', '80', '56', '60'],
    ])
    expect(refused).toEqual([])
    // #endregion put
    // #region decide
    const decision = await billing.budgets.decide({ account: 'acme', project: 'search', amount: { amount: '12', currency: 'EUR' } })
    expect(decision.outcome).toBe('block')
    expect(decision.reasons.map(({ policy, outcome, because }) => [policy, outcome, because])).toEqual([
      ['acme-month', 'warn', '85.00 EUR of 100.00 EUR are spent, and with 12.00 EUR it is 97.00 EUR, which reaches 80 % of the budget'],
      ['search-month', 'block', '60.00 EUR of 70.00 EUR are spent, and with 12.00 EUR it is 72.00 EUR, more than the budget'],
    ])
    // #endregion decide
    // #region posture
    const { items } = await billing.budgets.posture({ account: 'acme' })
    expect(items.map(({ policy, spend, remaining, percent, latestEvent }) => [policy.id, spend, remaining, percent, latestEvent?.percent])).toEqual([
      ['acme-month', '85', '15', '85', '80'],
      ['search-month', '60', '10', '85.71', '80'],
    ])
    // #endregion posture
  })

  it('and prepaid credit', async () => {
    const billing = budgetedBilling()
    await budgetedAccount(billing)
    await billing.credits.grant({ key: 'g', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '100', effectiveAt: '2026-10-01T00:00:00Z' })
    // #region prepaid
    await billing.prepaid.put({ key: 'p', account: 'acme', lowBalance: '20', lowRunwayDays: 7 })

    await use(billing, 100) // 100 calls at 1.00
    const run = await billing.rating.run({ key: 'r', account: 'acme', period: '2026-10' })
    await billing.accruals.accrue({ key: 'r', run: run.id })

    const { moved } = await billing.credits.scanLow() // behind the accruals, from a job
    expect(moved.map(({ from, level, available }) => [from, level, available])).toEqual([['ok', 'depleted', '0']])

    const [decision] = (await billing.prepaid.decisions({ status: 'open' })).items
    expect(decision?.action).toBe('restrict')
    expect((await billing.restrictions.of('acme')).scope).toBe('new_usage')
    await billing.prepaid.report({ key: 'done', decision: decision?.id ?? '', outcome: 'carried_out', note: 'launches are stopped' })
    // #endregion prepaid
    expect((await billing.prepaid.decisions({ status: 'carried_out' })).items).toHaveLength(1)
  })
})
