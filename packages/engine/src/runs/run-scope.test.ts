import { memory } from '@farthing/adapters-memory'
import type { EventQuery } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { callsOf, runBilling, subscribe, type RunBilling } from '../test/run-billing.js'
import { call, failureIn, wrapped } from '../test/sample-billing.js'
import type { StartRun } from './start-run.js'

/** The documents of a run, as `account from to outcome`; the dates are those of UTC. */
async function documentsOf(billing: RunBilling, scope: Partial<StartRun>): Promise<readonly string[]> {
  const { id } = await billing.runs.start({ key: JSON.stringify(scope), mode: 'preview', ...scope })
  await billing.runs.complete(id)
  const { items } = await billing.runs.accounts(id)
  return items.flatMap(({ account, documents }) =>
    documents.map(({ from, to, side, group, outcome }) => [account, from.slice(5, 10), to.slice(5, 10), ...(side === 'retail' ? [] : [side]), ...(group === undefined ? [] : [group]), outcome].join(' ')),
  )
}

/** One account of each rhythm; `fifteenth` has periods from the 15th, `yearly` a year that ends with October. */
async function rhythms() {
  const billing = runBilling()
  await subscribe(billing, 'daily', { plan: 'daily', from: '2026-10-30' })
  await subscribe(billing, 'fifteenth', { from: '2026-09-15' })
  await subscribe(billing, 'monthly')
  await subscribe(billing, 'yearly', { plan: 'yearly', from: '2025-11-01' })
  return billing
}

describe('the scope of a run', () => {
  it('is what falls due in a range, whatever its rhythm', async () => {
    expect(await documentsOf(await rhythms(), { from: '2026-10-01', to: '2026-11-01' })).toEqual([
      'daily 10-30 10-31 previewed', 'daily 10-31 11-01 previewed', 'fifteenth 09-15 10-15 previewed', 'monthly 10-01 11-01 previewed', 'yearly 11-01 11-01 previewed',
    ])
  })

  it('is half-open: what falls due at its start is of the range before', async () => {
    const billing = await rhythms()
    expect(await documentsOf(billing, { from: '2026-11-01', to: '2026-11-02' })).toEqual(['daily 11-01 11-02 previewed'])
    expect(await documentsOf(billing, { from: '2026-10-14T23:59:59.999999Z', to: '2026-10-15T00:00:00Z' })).toEqual(['fifteenth 09-15 10-15 previewed'])
    expect(await documentsOf(billing, { from: '2026-10-15T00:00:00Z', to: '2026-10-15T00:00:00.000001Z' })).toEqual([])
  })

  it('is by a label the periods that start then, all of a rhythm that has several', async () => {
    const billing = await rhythms()
    expect(await documentsOf(billing, { period: '2026-10' })).toEqual([
      'daily 10-30 10-31 previewed', 'daily 10-31 11-01 previewed', 'fifteenth 10-15 11-15 open', 'monthly 10-01 11-01 previewed',
    ])
    expect(await documentsOf(billing, { period: '2026-10-31' })).toEqual(['daily 10-31 11-01 previewed'])
    expect(await documentsOf(billing, { period: '2025' })).toEqual(['yearly 11-01 11-01 previewed'])
    expect(await documentsOf(billing, { period: '2024' })).toEqual([])
  })

  it('has only periods in which a subscription runs', async () => {
    const billing = runBilling({ now: '2026-12-02T00:00:00Z' })
    await subscribe(billing, 'left', { from: '2026-10-20' })
    await billing.subscriptions.cancel({ key: 'c', subscription: 'left', at: '2026-10-25T00:00:00Z' })
    expect(await documentsOf(billing, { from: '2026-10-01', to: '2026-12-01' })).toEqual(['left 10-20 11-20 previewed'])
  })

  it('names accounts and plans', async () => {
    const billing = await rhythms()
    expect(await documentsOf(billing, { from: '2026-10-01', to: '2026-11-01', accounts: ['monthly', 'fifteenth', 'monthly'] })).toEqual(['fifteenth 09-15 10-15 previewed', 'monthly 10-01 11-01 previewed'])
    expect(await documentsOf(billing, { from: '2026-10-01', to: '2026-11-01', plans: ['yearly', 'none'] })).toEqual(['yearly 11-01 11-01 previewed'])
  })

  it('names accounts that were changed since an instant: by events, and by what was decided', async () => {
    const billing = runBilling()
    for (const id of ['early', 'late', 'named', 'paused']) await subscribe(billing, id)
    await callsOf(billing, 'early', 1)
    expect(await documentsOf(billing, { period: '2026-10', changedSince: '2026-11-02T00:00:00Z' })).toEqual(['early 10-01 11-01 previewed'])
    await billing.events.ingest([call('n', { subject: 'else', subscription: 'named' })])
    await billing.subscriptions.pause({ key: 'p', subscription: 'paused', at: '2026-11-03T00:00:00Z' })
    expect(await documentsOf(billing, { period: '2026-10', changedSince: '2026-11-02T00:00:00.000000Z' })).toEqual(['early 10-01 11-01 previewed', 'named 10-01 11-01 previewed', 'paused 10-01 11-01 previewed'])
    expect(await documentsOf(billing, { period: '2026-10', changedSince: '2026-11-02T00:00:00.000001Z' })).toEqual([])
  })

  it('reads only what was recorded since a run that began well before that instant', async () => {
    const inner = memory()
    const queries: EventQuery[] = []
    const storage = wrapped(inner, (stores) => ({ ...stores, events: { ...stores.events, scan: (query) => (queries.push(query), stores.events.scan(query)) } }))
    const first = runBilling({ storage: inner, now: '2026-10-10T00:00:00Z' })
    for (const id of ['early', 'late']) await subscribe(first, id)
    await callsOf(first, 'early', 2)
    await first.runs.start({ key: 'first', mode: 'preview', period: '2026-10' })
    const billing = runBilling({ storage })
    await callsOf(billing, 'late', 1)
    const { id } = await billing.runs.start({ key: 'since', mode: 'preview', period: '2026-10', changedSince: '2026-10-10T01:00:00Z' })
    await billing.runs.step(id)
    const cut = (await first.runs.get('first')).run.cut
    expect(queries).toMatchObject([{ recordedAfter: cut, subjects: ['early', 'late'] }])
    expect((await billing.runs.accounts(id)).items.map(({ account }) => account)).toEqual(['late'])
    // A run that began within the hour before may have seen other clocks.
    await billing.runs.start({ key: 'close', mode: 'preview', period: '2026-10', changedSince: '2026-10-10T00:59:59Z' })
    await billing.runs.step('close')
    expect(queries.at(-1)).not.toHaveProperty('recordedAfter')
  })

  it('is what runs at an instant', async () => {
    expect(await documentsOf(await rhythms(), { runningAt: '2026-11-02T00:00:00Z' })).toEqual([
      'daily 11-02 11-03 open', 'fifteenth 10-15 11-15 open', 'monthly 11-01 12-01 open', 'yearly 11-01 11-01 open',
    ])
    const billing = runBilling()
    await subscribe(billing, 'ended', { to: '2026-11-01' })
    expect(await documentsOf(billing, { runningAt: '2026-11-02T00:00:00Z' })).toEqual([])
  })

  it('bills a reseller beside its customers', async () => {
    const billing = runBilling()
    await billing.accounts.put({ key: 'r', account: { id: 'reseller', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
    await subscribe(billing, 'a', { wholesale: { account: 'reseller', plan: 'resold' } })
    await subscribe(billing, 'b', { wholesale: { account: 'reseller', plan: 'resold' } })
    await subscribe(billing, 'reseller')
    const own = ['reseller 10-01 11-01 previewed', 'reseller 10-01 11-01 wholesale previewed']
    expect(await documentsOf(billing, { period: '2026-10' })).toEqual(['a 10-01 11-01 previewed', 'b 10-01 11-01 previewed', ...own])
    expect(await documentsOf(billing, { period: '2026-10', accounts: ['reseller'] })).toEqual(own)
    expect(await documentsOf(billing, { period: '2026-10', accounts: ['a'] })).toEqual(['a 10-01 11-01 previewed'])
  })

  it('has every document of an account whose charges are billed apart, those in advance when their period begins', async () => {
    const billing = runBilling({ invoicing: { grouping: { by: 'subscription', advance: 'separate' } } })
    await subscribe(billing, 'acme', { plan: 'ahead' })
    await subscribe(billing, 'second', { account: 'acme', subjects: ['second'] })
    const apart = ['acme 10-01 11-01 subscription:acme previewed', 'acme 10-01 11-01 subscription:second previewed']
    expect(await documentsOf(billing, { period: '2026-10' })).toEqual(['acme 10-01 11-01 advance+subscription:acme previewed', ...apart])
    expect(await documentsOf(billing, { from: '2026-10-01', to: '2026-11-01' })).toEqual([...apart, 'acme 11-01 12-01 advance+subscription:acme previewed'])
    await billing.runs.start({ key: 'commit', mode: 'commit', from: '2026-09-30', to: '2026-11-01' })
    expect(await billing.runs.complete('commit')).toMatchObject({ documents: { issued: 4 }, totals: [{ net: '80' }] })
  })
})

it.each([
  ['no mode', { mode: undefined, period: '2026-10' }, 'run.invalid', 'mode'],
  ['a mode that is none', { mode: 'dry', period: '2026-10' }, 'run.invalid', 'mode'],
  ['no period', {}, 'run.invalid', 'period'],
  ['a range without an end', { from: '2026-10-01' }, 'run.invalid', 'period'],
  ['a period and a range', { period: '2026-10', to: '2026-11-01' }, 'run.invalid', 'period'],
  ['an instant and a period', { runningAt: '2026-11-02T00:00:00Z', period: '2026-10' }, 'run.invalid', 'runningAt'],
  ['an instant at which nothing runs, because it is none', { runningAt: 'now' }, 'time.malformed', 'runningAt'],
  ['a range that is empty', { from: '2026-11-01', to: '2026-11-01' }, 'run.invalid', 'to'],
  ['a label that is none', { period: 'October' }, 'time.malformed', 'period'],
  ['a label of a month that is none', { period: '2026-13' }, 'time.impossible', 'period'],
  ['a bound that is no date', { from: '1 October', to: '2026-11-01' }, 'time.malformed', 'from'],
  ['an account that is unknown', { period: '2026-10', accounts: ['acme', 'nobody'] }, 'account.unknown', 'accounts[1]'],
  ['no accounts', { period: '2026-10', accounts: [] }, 'run.invalid', 'accounts'],
  ['a plan without a name', { period: '2026-10', plans: [''] }, 'text.empty', 'plans[0]'],
  ['an instant that is none', { period: '2026-10', changedSince: 'yesterday' }, 'time.malformed', 'changedSince'],
  ['parts of nothing', { period: '2026-10', partSize: 0 }, 'run.invalid', 'partSize'],
  ['a part that is too large', { period: '2026-10', partSize: 1001 }, 'run.invalid', 'partSize'],
  ['a comparison by nothing', { period: '2026-10', outliers: { then: 'hold' } }, 'run.invalid', 'outliers'],
  ['a comparison that does nothing', { period: '2026-10', outliers: { above: '2', then: 'ignore' } }, 'run.invalid', 'outliers.then'],
  ['a comparison below zero', { period: '2026-10', outliers: { above: '-2', then: 'hold' } }, 'run.invalid', 'outliers.above'],
] as const)('a run is refused with %s', async (_, input, code, field) => {
  const billing = runBilling()
  await subscribe(billing, 'acme')
  const given = { key: 'run', mode: 'commit', ...input } as unknown
  expect(await failureIn(() => billing.runs.start(given as StartRun))).toMatchObject({ code, field })
  expect((await billing.runs.list()).items).toEqual([])
})

it.each([
  ['a limit of zero', { limit: 0 }, 'limit'],
  ['a limit above 1,000', { limit: 1_001 }, 'limit'],
  ['no concurrency', { concurrency: 0 }, 'concurrency'],
  ['a concurrency above 64', { concurrency: 65 }, 'concurrency'],
  ['a part that is none', { part: 0.5 }, 'part'],
])('a step is refused with %s', async (_, options, field) => {
  const billing = runBilling()
  await billing.runs.start({ key: 'run', mode: 'commit', period: '2026-10' })
  expect(await failureIn(() => billing.runs.step('run', options))).toMatchObject({ code: 'run.invalid', field })
})
