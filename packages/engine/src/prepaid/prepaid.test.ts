import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { budgetedAccount, budgetedBilling, use, type BudgetedOptions } from '../test/budgeted-billing.js'
import { failureIn } from '../test/sample-billing.js'

/** `acme` with 100.00 EUR of credit; low at 20.00. */
async function prepaid(policy: object = {}, options: BudgetedOptions = {}) {
  const storage = memory()
  const at = (now: string) => budgetedBilling({ storage, now, ...options })
  const billing = at('2026-10-14T12:00:00Z')
  await budgetedAccount(billing, 'acme', { notificationRecipients: ['ops@acme.example'] })
  await grant(billing, 'g', '100')
  await billing.prepaid.put({ key: 'p', account: 'acme', lowBalance: '20', ...policy })
  return { storage, at, billing }
}

type Billing = ReturnType<typeof budgetedBilling>

async function grant(billing: Billing, key: string, amount: `${number}`, kind: 'promotional' | 'paid' = 'promotional') {
  await billing.credits.grant({ key, account: 'acme', kind, currency: 'EUR', amount, effectiveAt: '2026-10-01T00:00:00Z' })
}

/** Uses and books so many calls at 1.00. */
async function spend(billing: Billing, name: string, count: number, about: { readonly resource?: string; readonly instance?: string } = {}) {
  const events = Array.from({ length: count }, (_, index) => ({ id: `${name} ${index}`, source: 'api', type: 'api.call', subject: 'acme', time: '2026-10-14T09:00:00Z', data: {}, ...about }))
  await billing.events.ingestOrThrow(events)
  const run = await billing.rating.run({ key: name, account: 'acme', period: '2026-10' })
  await billing.accruals.accrue({ key: name, run: run.id })
}

const topics = async (billing: Billing) => (await billing.outbox.read('acme')).map(({ topic }) => topic)

describe('prepaid credit', () => {
  it('is what was given, less what is used and not billed yet', async () => {
    const { billing } = await prepaid()
    expect(await billing.prepaid.figures({ account: 'acme', currency: 'EUR' })).toMatchObject({ available: '100', runway: { burnPerDay: '0' } })
    await spend(billing, 'one', 30)
    expect(await billing.prepaid.figures({ account: 'acme', currency: 'EUR' })).toMatchObject({ available: '70', runway: { balance: '70', burnPerDay: '1', daysLeft: '70' } })
    await billing.payments.receive({ key: 'x', account: 'acme', provider: 'bank', payment: 'x', amount: { amount: '5', currency: 'EUR' } })
    expect(await billing.prepaid.figures({ account: 'acme', currency: 'EUR' })).toMatchObject({ available: '75', runway: { balance: '75' } })
    expect(await billing.prepaid.figures({ account: 'acme', currency: 'USD' })).toMatchObject({ available: '0' })
  })

  it('that runs low says so once, with what is affected and how long it lasts', async () => {
    const { billing } = await prepaid()
    expect(await billing.credits.scanLow()).toEqual({ accounts: 1, moved: [], refused: [] })
    await spend(billing, 'one', 80, { resource: 'gpu-7', instance: 'chat-1' })
    const { moved } = await billing.credits.scanLow()
    expect(moved).toMatchObject([
      { account: 'acme', currency: 'EUR', revision: 1, from: 'ok', level: 'low', available: '20', affected: { allocations: ['gpu-7'], instances: ['chat-1'] }, recipients: ['ops@acme.example'], runway: { daysLeft: '7.5' } },
    ])
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [] })
    expect((await billing.prepaid.standings({ level: 'low' })).items).toEqual(moved)
    const [message] = (await billing.outbox.read('acme')).slice(-1)
    expect(message).toMatchObject({ topic: 'balance.low', payload: { available: '20', affected: { allocations: ['gpu-7'] } } })
  })

  it('that is used up restricts, and frees again when credit is there', async () => {
    const { billing, at } = await prepaid()
    await spend(billing, 'one', 100)
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [{ from: 'ok', level: 'depleted', available: '0' }] })
    const [decision] = (await billing.prepaid.decisions({ status: 'open' })).items
    expect(decision).toMatchObject({ action: 'restrict', available: '0', standing: 1, reports: [] })
    expect(await billing.restrictions.of('acme')).toMatchObject({
      scope: 'new_usage', reasons: [{ code: 'credit_depleted', text: 'Prepaid credit is used up: 0.00 EUR are available.', references: ['EUR'] }], restrictions: [{ restriction: { id: decision?.restriction, by: 'prepaid' } }],
    })
    await billing.credits.scanLow()
    const later = at('2026-10-15T12:00:00Z')
    await grant(later, 'more', '50')
    expect(await later.credits.scanLow()).toMatchObject({ moved: [{ from: 'depleted', level: 'ok', available: '50' }] })
    expect(await later.restrictions.of('acme')).toMatchObject({ reasons: [], restrictions: [] })
    expect((await later.prepaid.decisions()).items).toMatchObject([{ status: 'withdrawn', withdrawnAt: '2026-10-15T12:00:00.000000Z' }])
    expect((await topics(later)).slice(-4)).toEqual(['balance.depleted', 'restriction.placed', 'balance.recovered', 'restriction.lifted'])
    const first = await later.prepaid.history({ account: 'acme', currency: 'EUR' }, { limit: 1 })
    const second = await later.prepaid.history({ account: 'acme', currency: 'EUR' }, { limit: 1, ...(first.next !== undefined && { cursor: first.next }) })
    expect([...first.items, ...second.items].map(({ level }) => level)).toEqual(['depleted', 'ok'])
    expect(second.next).toBeUndefined()
  })

  it('that is topped up a little frees, stays low, and is decided about anew when it is used up again', async () => {
    const { billing } = await prepaid()
    await spend(billing, 'one', 100)
    await billing.credits.scanLow()
    await grant(billing, 'little', '10')
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [{ from: 'depleted', level: 'low' }] })
    expect(await billing.restrictions.of('acme')).toMatchObject({ reasons: [] })
    await spend(billing, 'two', 10)
    await billing.credits.scanLow()
    expect((await billing.prepaid.decisions()).items.map(({ status, standing }) => [standing, status])).toEqual([[1, 'withdrawn'], [3, 'open']])
    expect((await topics(billing)).filter((topic) => topic.startsWith('balance.'))).toEqual(['balance.depleted', 'balance.depleted'])
  })

  it('is released by force only where the policy says so, with a notice before', async () => {
    const { billing } = await prepaid({ onDepletion: 'force_release', releaseNoticeHours: 48 }, { affected: ({ account }) => Promise.resolve({ allocations: [`${account}-2`, `${account}-1`], instances: [] }) })
    await spend(billing, 'one', 94)
    // 6.00 at 94.00 in 30 days: 46 hours.
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [{ level: 'release_pending', available: '6', affected: { allocations: ['acme-1', 'acme-2'] } }] })
    await spend(billing, 'two', 6)
    await billing.credits.scanLow()
    expect((await billing.prepaid.decisions()).items).toMatchObject([{ action: 'force_release', status: 'open', affected: { allocations: ['acme-1', 'acme-2'] } }])
    expect(await billing.restrictions.of('acme')).toMatchObject({ restrictions: [] })
    expect((await topics(billing)).filter((topic) => topic.startsWith('balance.'))).toEqual(['balance.release_pending', 'balance.depleted'])
  })

  it('is only told of where the policy says so, and there is nothing to report', async () => {
    const { billing } = await prepaid({ onDepletion: 'notify' })
    await spend(billing, 'one', 101)
    await billing.credits.scanLow()
    const [decision] = (await billing.prepaid.decisions()).items
    expect(decision).toMatchObject({ action: 'notify', status: 'noted', available: '-1' })
    expect(await billing.restrictions.of('acme')).toMatchObject({ restrictions: [] })
    expect(await failureIn(() => billing.prepaid.report({ key: 'r', decision: decision?.id ?? '', outcome: 'carried_out' }))).toMatchObject({ code: 'depletion.report_invalid', field: 'decision' })
  })

  it('is low when it lasts for no longer than the days of the policy', async () => {
    const { billing } = await prepaid({ lowRunwayDays: 30 })
    await spend(billing, 'one', 50)
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [{ level: 'low', available: '50', runway: { daysLeft: '30' } }] })
  })
})

describe('a decision about depletion', () => {
  async function released() {
    const all = await prepaid({ onDepletion: 'force_release' })
    await spend(all.billing, 'one', 100, { resource: 'gpu-7' })
    await all.billing.credits.scanLow()
    const [decision] = (await all.billing.prepaid.decisions()).items
    return { ...all, id: decision?.id ?? '' }
  }

  it('is carried out by the host, which says what it did and what failed', async () => {
    const { billing, id } = await released()
    expect(await billing.prepaid.report({ key: 'r1', decision: id, outcome: 'failed', note: 'no answer', actor: 'job' })).toMatchObject({ status: 'failed' })
    const report = { key: 'r2', decision: id, outcome: 'carried_out', allocations: ['gpu-7'], actor: 'job' } as const
    const done = await billing.prepaid.report(report)
    expect(done).toMatchObject({ status: 'carried_out', reports: [{ outcome: 'failed', actor: 'job', note: 'no answer' }, { outcome: 'carried_out', allocations: ['gpu-7'] }] })
    expect(await billing.prepaid.report(report)).toEqual(done)
    expect(await failureIn(() => billing.prepaid.report({ ...report, key: 'r3' }))).toMatchObject({ code: 'depletion.report_invalid' })
    expect(await failureIn(() => billing.prepaid.report({ ...report, key: 'r4', decision: 'x' }))).toMatchObject({ code: 'depletion.unknown' })
    expect((await billing.prepaid.decisions({ account: 'acme', status: 'carried_out' })).items).toEqual([done])
  })

  it('that was withdrawn shows what was done all the same', async () => {
    const { billing, id } = await released()
    await grant(billing, 'more', '50')
    await billing.credits.scanLow()
    expect(await billing.prepaid.report({ key: 'r', decision: id, outcome: 'carried_out', allocations: ['gpu-7'] })).toMatchObject({ status: 'withdrawn', reports: [{ allocations: ['gpu-7'] }] })
  })

  it.each<[what: string, report: object, code: string, field: string]>([
    ['of no known outcome', { outcome: 'done' }, 'depletion.report_invalid', 'outcome'],
    ['with an empty name', { allocations: [''] }, 'text.empty', 'allocations[0]'],
    ['with 10,001 names', { instances: Array.from({ length: 10_001 }, (_, index) => String(index)) }, 'depletion.report_invalid', 'instances'],
  ])('takes no report %s', async (_, report, code, field) => {
    const { billing, id } = await released()
    expect(await failureIn(() => billing.prepaid.report({ key: 'r', decision: id, outcome: 'failed', ...report } as never))).toMatchObject({ code, field })
  })
})

describe('a prepaid policy', () => {
  it.each<[what: string, policy: object, code: string, field: string]>([
    ['for nobody', { account: 'x' }, 'account.unknown', 'account'],
    ['with a low balance of zero', { lowBalance: '0' }, 'prepaid.invalid', 'lowBalance'],
    ['with no days', { lowRunwayDays: 0 }, 'prepaid.invalid', 'lowRunwayDays'],
    ['with half a day', { lowRunwayDays: 0.5 }, 'prepaid.invalid', 'lowRunwayDays'],
    ['with a year and a day', { lowRunwayDays: 366 }, 'prepaid.invalid', 'lowRunwayDays'],
    ['with an unknown action', { onDepletion: 'delete' }, 'prepaid.invalid', 'onDepletion'],
    ['with a notice of release that never comes', { releaseNoticeHours: 24 }, 'prepaid.invalid', 'releaseNoticeHours'],
    ['that restricts and notifies only', { onDepletion: 'notify', restricts: 'all_usage' }, 'prepaid.invalid', 'restricts'],
    ['with an unknown scope', { restricts: 'everything' }, 'prepaid.invalid', 'restricts'],
    ['with a recipient twice', { recipients: ['a', 'a'] }, 'prepaid.invalid', 'recipients[1]'],
    ['with one text as recipients', { recipients: 'a' }, 'prepaid.invalid', 'recipients'],
    ['with a misspelt field', { lowBalanse: '1' }, 'prepaid.invalid', 'lowBalanse'],
    ['that has ended already', { endedAt: '2026-10-01T00:00:00Z' }, 'prepaid.invalid', 'endedAt'],
  ])('%s is refused', async (_, policy, code, field) => {
    const billing = budgetedBilling()
    await budgetedAccount(billing)
    expect(await failureIn(() => billing.prepaid.put({ key: 'p', account: 'acme', ...policy }))).toMatchObject({ code, field })
    expect((await billing.prepaid.list()).items).toEqual([])
  })

  it('is one for each account and currency, and ends with what it restricted', async () => {
    const { billing } = await prepaid({ restricts: 'all_usage' })
    const replaced = await billing.prepaid.put({ key: 'p2', account: 'acme', onDepletion: 'restrict', restricts: 'all_usage' })
    expect((await billing.prepaid.list({ account: 'acme', status: 'active' })).items).toEqual([replaced])
    await spend(billing, 'one', 100)
    await billing.credits.scanLow()
    expect(await billing.restrictions.of('acme')).toMatchObject({ scope: 'all_usage' })
    const ended = await billing.prepaid.end({ key: 'e', account: 'acme', currency: 'EUR' })
    expect(ended).toMatchObject({ endedAt: '2026-10-14T12:00:00.000000Z' })
    expect(await billing.restrictions.of('acme')).toMatchObject({ restrictions: [] })
    expect(await billing.credits.scanLow()).toMatchObject({ accounts: 0 })
    expect(await failureIn(() => billing.prepaid.end({ key: 'f', account: 'acme', currency: 'EUR' }))).toMatchObject({ code: 'prepaid.unknown' })
  })

  it.each<[what: string, answer: object, code: string, field: string]>([
    ['no list', { allocations: 'gpu', instances: [] }, 'command.invalid', 'affected.allocations'],
    ['an empty name', { allocations: [], instances: [''] }, 'text.empty', 'affected.instances[0]'],
  ])('whose host answers with %s is refused, and nothing is kept', async (_, answer, code, field) => {
    const { billing } = await prepaid({}, { affected: () => Promise.resolve(answer as never) })
    await spend(billing, 'one', 90)
    expect(await billing.credits.scanLow()).toMatchObject({ moved: [], refused: [{ account: 'acme', failure: { code, field } }] })
    expect((await billing.prepaid.standings()).items).toEqual([])
  })

  it('names what was used in the last 24 hours, and no more than 10,000 of it', async () => {
    const { billing } = await prepaid()
    await use(billing, 1)
    const many = Array.from({ length: 10_001 }, (_, index) => ({ id: `m ${index}`, source: 'api', type: 'other', subject: 'acme', time: '2026-10-14T09:00:00Z', data: {}, resource: `gpu-${index}` }))
    const old = { id: 'old', source: 'api', type: 'other', subject: 'acme', time: '2026-10-13T11:59:59Z', data: {}, instance: 'gone' }
    await billing.events.ingestOrThrow([...many, old])
    await spend(billing, 'one', 90)
    const { moved } = await billing.credits.scanLow()
    expect([moved[0]?.affected.allocations.length, moved[0]?.affected.instances, moved[0]?.affected.truncated]).toEqual([10_000, [], true])
  })
})
