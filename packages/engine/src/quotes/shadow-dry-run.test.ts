import { memory } from '@farthing/adapters-memory'
import { graduated, flat, plan, publishPlan } from '@farthing/pricing'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { acmeBilling, call, failureIn, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const now = '2026-12-02T00:00:00Z'
const october = { from: '2026-10-01', to: '2026-11-01' }
const dearer = publishPlan('pro', plan({ currency: 'EUR', every: 'month' }, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.000005' }]) }))
const asked = { key: 'price round 7', candidate: dearer, ...october, actor: 'ann', reason: 'is 0.000005 worth it?' }

/** `acme` on `pro` with 1.4 million tokens in October, and `zeta` in dollars. */
async function twoAccounts(storage: Storage = memory()) {
  const billing = await acmeBilling({ storage, now })
  await billing.subscriptions.start({ key: 'zeta', account: 'zeta', plan: 'usd', from: '2026-10-01', zone: 'UTC' })
  await billing.events.ingest([tokens('r1', '1400000'), call('c1', { subject: 'zeta' })])
  return { storage, billing }
}

describe('billing.shadow.dryRun', () => {
  it('has the totals, who asked and why, and writes that alone', async () => {
    const { billing } = await twoAccounts()
    // #region dry-run
    const run = await billing.shadow.dryRun({
      key: 'price round 7', from: '2026-10-01', to: '2026-11-01', candidate: { versions: [dearer] }, maxPeriods: 50_000, actor: 'ann', reason: 'is 0.000005 worth it?',
    })
    // #endregion dry-run
    expect(run).toMatchObject({
      at: '2026-12-02T00:00:00.000000Z', ledgerWrites: false, ratedUsageWrites: false, periods: 2, rows: 2,
      totals: [{ currency: 'EUR', existing: '50', candidate: '51', delta: '1', divergesOn: '2026-10-14' }, { currency: 'USD', existing: '0.01', candidate: '0.01', delta: '0' }],
    })
    expect(await billing.audit.get({ operation: 'shadow.dryRun', key: 'price round 7' })).toMatchObject({ actor: 'ann', reason: 'is 0.000005 worth it?', result: expect.stringContaining(run.rowsHash) as unknown, changes: [], changeCount: 0 })
  })

  it('gives what it came to again, whatever has happened since; another key looks anew', async () => {
    const { billing } = await twoAccounts()
    const run = await billing.shadow.dryRun({ ...asked, account: 'acme' })
    await billing.events.ingest([tokens('r2', '200000')])
    expect(await billing.shadow.dryRun({ ...asked, account: 'acme' })).toEqual(run)
    const again = await billing.shadow.dryRun({ ...asked, key: 'again', account: 'acme' })
    expect([again.totals[0]?.delta, again.candidate === run.candidate, again.rowsHash === run.rowsHash]).toEqual(['1.5', true, false])
    expect(await failureIn(() => billing.shadow.dryRun(asked))).toMatchObject({ code: 'command.conflict' })
  })

  it.each<[what: string, input: object, code: string, field: string]>([
    ['no reason', { reason: undefined }, 'text.malformed', 'reason'],
    ['an empty reason', { reason: '' }, 'text.empty', 'reason'],
    ['a function', { candidate: () => dearer }, 'command.invalid', 'candidate'],
    ['more periods than its bound', { maxPeriods: 1 }, 'command.too_wide', 'maxPeriods'],
    ['a bound of nothing', { maxPeriods: 0 }, 'command.invalid', 'maxPeriods'],
    ['a bound that is too high', { maxPeriods: 1_000_001 }, 'command.invalid', 'maxPeriods'],
    ['a bound that is no number', { maxPeriods: '7' }, 'command.invalid', 'maxPeriods'],
    ['nobody', { account: 'nobody' }, 'account.unknown', 'account'],
  ])('with %s is refused, and its key is free', async (_, input, code, field) => {
    const { billing } = await twoAccounts()
    const attempt = () => billing.shadow.dryRun({ ...asked, candidate: { versions: [dearer] }, ...input })
    expect(await failureIn(attempt)).toMatchObject({ code, field })
    expect((await billing.audit.list({ operation: 'shadow.dryRun' })).items).toEqual([])
    expect((await billing.audit.refusals({ operation: 'shadow.dryRun' })).items).toMatchObject([{ code, actor: 'ann' }])
  })
})

describe('shadow rating', () => {
  it('counts periods before it rates any', async () => {
    const { storage } = await twoAccounts()
    let scans = 0
    const counting = wrapped(storage, (stores) => ({ ...stores, events: { ...stores.events, scan: (query) => ((scans += 1), stores.events.scan(query)) } }))
    const billing = sampleBilling({ storage: counting, now })
    const versions = { versions: [dearer] }
    expect(await failureIn(() => billing.shadow.rate({ ...october, candidate: versions, maxPeriods: 1 }))).toMatchObject({ code: 'command.too_wide', facts: { bound: 1, found: 2 } })
    expect(await failureIn(() => billing.shadow.accounts({ ...october, candidate: versions, maxPeriods: 1 }).next())).toMatchObject({ code: 'command.too_wide' })
    expect(scans).toBe(0)
    expect((await billing.shadow.rate({ ...october, candidate: versions, maxPeriods: 2 })).accounts).toHaveLength(2)
  })

  it('keeps nothing even where a store writes when it is read', async () => {
    const { storage, billing } = await twoAccounts()
    const account = { id: 'stray', kind: 'customer', currency: 'EUR', zone: 'UTC' } as const
    let strays = 0
    const writing = wrapped(storage, (stores) => ({
      ...stores,
      usage: { ...stores.usage, latest: async (...question) => ((strays += 1), await stores.accounts.put(account), stores.usage.latest(...question)) },
    }))
    await sampleBilling({ storage: writing, now }).shadow.rate({ ...october, account: 'acme', candidate: dearer })
    expect([strays > 0, await billing.accounts.get('stray')]).toEqual([true, undefined])
  })
})
