import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'
import { failureIn, readOnly } from '../test/sample-billing.js'

/** `acme` with a budget of 100.00 EUR a month, and thresholds at 50, 80 and 100 %. */
async function budgeted(budget: object = {}) {
  const storage = memory()
  const at = (now: string) => budgetedBilling({ storage, now })
  const billing = at('2026-10-14T12:00:00Z')
  await budgetedAccount(billing, 'acme', { notificationRecipients: ['ops@acme.example'] })
  const policy = await billing.budgets.put({ key: 'b', budget: 'b', account: 'acme', amount: '100', thresholds: ['50', '80', '100'], ...budget })
  return { storage, at, billing, policy }
}

const percents = (events: readonly { readonly percent: string }[]): readonly string[] => events.map(({ percent }) => percent)

describe('a budget', () => {
  it('says each threshold once in a period, and how often and when it was seen', async () => {
    const { at, billing } = await budgeted()
    await use(billing, 60, { name: 'first' })
    expect(await billing.budgets.scan()).toMatchObject({ accounts: 1, policies: 1, periods: 1, crossed: [{ percent: '50', amount: '50', spend: '60', count: 1, recipients: ['ops@acme.example'] }], refused: [], more: false })
    expect(await billing.budgets.scan()).toMatchObject({ crossed: [] })
    await use(billing, 25, { name: 'second' })
    const later = at('2026-10-15T00:00:00Z')
    expect(percents((await later.budgets.scan()).crossed)).toEqual(['80'])
    const { items } = await later.budgets.events({ budget: 'b' })
    expect(items).toMatchObject([
      { percent: '50', firstSeenAt: '2026-10-14T12:00:00.000000Z', lastSeenAt: '2026-10-15T00:00:00.000000Z', count: 2, firstSpend: '60', spend: '85' },
      { percent: '80', firstSeenAt: '2026-10-15T00:00:00.000000Z', count: 1, firstSpend: '85' },
    ])
    expect(await later.outbox.read('acme')).toMatchObject([{ topic: 'budget.crossed', payload: { percent: '50' } }, { topic: 'budget.crossed', payload: { percent: '80' } }])
  })

  it('says nothing of who spends nothing', async () => {
    const { billing } = await budgeted()
    expect(await billing.budgets.scan()).toMatchObject({ policies: 1, crossed: [] })
    expect(await failureIn(() => billing.budgets.put({ key: 'n', budget: 'n', account: 'nobody', amount: '1' }))).toMatchObject({ code: 'account.unknown' })
  })

  it('shows where it stands', async () => {
    const { billing, storage, policy } = await budgeted()
    await use(billing, 85)
    await billing.budgets.scan()
    const { items } = await budgetedBilling({ storage: readOnly(storage) }).budgets.posture({ account: 'acme' })
    expect(items).toEqual([
      {
        policy, at: '2026-10-14T12:00:00.000000Z', period: { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }, spend: '85', remaining: '15', percent: '85',
        thresholds: [{ percent: '50', amount: '50', reached: true }, { percent: '80', amount: '80', reached: true }, { percent: '100', amount: '100', reached: false }],
        latestEvent: expect.objectContaining({ percent: '80' }) as unknown,
      },
    ])
  })
})
