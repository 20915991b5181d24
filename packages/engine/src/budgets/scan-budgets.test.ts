import { fail } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { budgeted, budgetedAccount, budgetedBilling, use } from '../test/budgeted-billing.js'
import { readOnly, wrapped } from '../test/sample-billing.js'

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

  it('starts anew with each period, and looks once more at the one before, for late usage', async () => {
    const { at, billing } = await budgeted()
    await use(billing, 60)
    await billing.budgets.scan()
    const november = at('2026-11-02T00:00:00Z')
    expect(await november.budgets.scan()).toMatchObject({ periods: 2, crossed: [] })
    await use(november, 30, { name: 'late', time: '2026-10-31T23:00:00Z' })
    await use(november, 55, { name: 'new', time: '2026-11-01T09:00:00Z' })
    const { crossed } = await november.budgets.scan()
    expect(crossed.map(({ percent, period, spend }) => [percent, period.from.slice(0, 7), spend])).toEqual([['80', '2026-10', '90'], ['50', '2026-11', '55']])
  })

  it('loses no period that the clock jumps over, and stays where it was when the clock goes back', async () => {
    const { at, billing } = await budgeted()
    await use(billing, 60)
    for (const month of ['2026-11', '2026-12', '2027-01']) await use(at('2027-03-05T00:00:00Z'), 60, { time: `${month}-03T09:00:00Z` })
    const { periods, crossed, more } = await at('2027-03-05T00:00:00Z').budgets.scan()
    expect([periods, more, crossed.map(({ period }) => period.from.slice(0, 7))]).toEqual([6, false, ['2026-10', '2026-11', '2026-12', '2027-01']])
    expect(await billing.budgets.scan()).toMatchObject({ periods: 1, crossed: [] })
    expect(await at('2027-03-05T00:00:00Z').budgets.scan()).toMatchObject({ periods: 2, crossed: [] })
  })

  it('goes on where it was when the clock jumps over more periods than one look takes', async () => {
    const { billing, at } = await budgeted({ every: 'day' })
    await billing.budgets.scan()
    const after = at('2027-02-01T12:00:00Z')
    await use(after, 60, { time: '2027-01-31T09:00:00Z' })
    expect(await after.budgets.scan()).toMatchObject({ periods: 100, crossed: [], more: true })
    expect(await after.budgets.scan()).toMatchObject({ periods: 12, crossed: [{ percent: '50' }], more: false })
  })

  it('that is raised within a period has other thresholds; one that only tells others has the same', async () => {
    const { billing } = await budgeted()
    await use(billing, 60)
    await billing.budgets.scan()
    const same = { budget: 'b', account: 'acme', amount: '100', thresholds: ['50', '80', '100'] } as const
    await billing.budgets.put({ ...same, key: 'told', recipients: ['cfo@acme.example'] })
    expect(await billing.budgets.scan()).toMatchObject({ crossed: [] })
    await billing.budgets.put({ ...same, key: 'raised', amount: '110' })
    expect(await billing.budgets.scan()).toMatchObject({ crossed: [{ percent: '50', amount: '55', spend: '60' }] })
  })

  it('is not watched once it has ended', async () => {
    const { billing } = await budgeted()
    await use(billing, 60)
    const ended = await billing.budgets.end({ key: 'e', budget: 'b' })
    expect(ended.endedAt).toBe('2026-10-14T12:00:00.000000Z')
    expect(await billing.budgets.end({ key: 'e', budget: 'b' })).toEqual(ended)
    expect(await billing.budgets.scan()).toMatchObject({ accounts: 0, crossed: [] })
    expect((await billing.budgets.list({ status: 'ended' })).items).toEqual([ended])
    expect((await billing.budgets.posture()).items).toEqual([])
    expect(await billing.budgets.get('b')).toEqual(ended)
  })

  it('of an account that cannot be rated is refused, and holds up no other', async () => {
    const { billing, storage } = await budgeted()
    await use(billing, 60)
    await budgetedAccount(billing, 'zeta')
    await billing.budgets.put({ key: 'z', budget: 'z', account: 'zeta', amount: '1' })
    await use(billing, 2, { subject: 'zeta' })
    const list: Stores['subscriptions']['list'] = () => fail('storage.unavailable', { field: 'server', because: 'does not answer' })
    const broken = wrapped(storage, ({ subscriptions, ...others }) => ({ ...others, subscriptions: { ...subscriptions, list: (filter, page) => (filter.account === 'acme' ? list(filter) : subscriptions.list(filter, page)) } }))
    expect(await budgetedBilling({ storage: broken }).budgets.scan()).toMatchObject({
      accounts: 2, crossed: [{ policy: 'z', percent: '80' }, { policy: 'z', percent: '100' }], refused: [{ account: 'acme', failure: { code: 'storage.unavailable' } }],
    })
    expect(await billing.budgets.scan()).toMatchObject({ crossed: [{ policy: 'b', percent: '50' }] })
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
