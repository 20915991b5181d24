import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { endingStorage } from '../test/ending-storage.js'
import { callsOf, runBilling, subscribe, type RunBilling } from '../test/run-billing.js'
import { call, failureIn } from '../test/sample-billing.js'
import { createScheduler } from './create-scheduler.js'

const november = { time: '2026-11-01T09:00:00Z' }

/** On 2 November 2026, 20.00 a month and 1.00 a call; the job has run once, so that it looks at what comes from then on. */
async function world({ storage = memory(), accounts = ['acme', 'beta', 'gamma'] }: { readonly storage?: Storage; readonly accounts?: readonly string[] } = {}) {
  const jobs = { afterIngest: {} }
  const billing = runBilling({ storage, jobs })
  for (const account of accounts) await subscribe(billing, account)
  await billing.jobs.run('after-ingest')
  return { billing, storage, over: (on: Storage) => runBilling({ storage: on, jobs }) }
}

/** What is accrued of an account, in cents. */
async function accruedOf(billing: RunBilling, account: string): Promise<string> {
  const [balance] = await billing.ledger.balance({ role: 'accrued_receivable', account })
  return balance?.amountMinor ?? '0'
}

describe('after-ingest', () => {
  it('is off unless it is asked for', async () => {
    const isDue = async (billing: RunBilling) => (await billing.jobs.due()).some(({ job }) => job === 'after-ingest')
    expect(await isDue(runBilling())).toBe(false)
    expect(await isDue(runBilling({ jobs: { afterIngest: {} } }))).toBe(true)
    expect(await failureIn(async () => runBilling({ jobs: { afterIngest: { mode: 'dry' as 'preview' } } }))).toMatchObject({ code: 'job.schedule_invalid', field: 'jobs.afterIngest.mode' })
  })

  it('makes one run of a thousand events, for those whose they are', async () => {
    const { billing } = await world()
    const before = (await billing.runs.list()).items.length
    for (const subject of ['acme', 'gamma']) await callsOf(billing, subject, 500, november)
    const run = await billing.jobs.run('after-ingest')
    expect(run).toMatchObject({ outcome: 'done', counts: { events: 1_000, runs: 1, accounts: 2, open: 2 } })
    const { items } = await billing.runs.list()
    expect(items).toHaveLength(before + 1)
    expect(items.at(-1)).toMatchObject({ mode: 'commit', scope: { accounts: ['acme', 'gamma'] }, status: 'ended' })
    expect([await accruedOf(billing, 'acme'), await accruedOf(billing, 'beta')]).toEqual(['50000', '0'])
  })

  it('begins with everything that is there, and leaves what is over to the month end', async () => {
    const billing = runBilling({ jobs: { afterIngest: {} } })
    for (const account of ['acme', 'beta']) await subscribe(billing, account)
    await callsOf(billing, 'acme', 3)
    await callsOf(billing, 'acme', 2, { ...november, tag: 'new' })
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ counts: { accounts: 2, issued: 0, open: 2 } })
    expect((await billing.invoices.list()).items).toEqual([])
    expect(await accruedOf(billing, 'acme')).toBe('200')
  })

  it('does nothing and keeps no run where nothing came', async () => {
    const { billing } = await world()
    await billing.events.ingest([call('unknown', { subject: 'nobody', ...november })])
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ outcome: 'done', counts: { events: 1, accounts: 0 } })
    await billing.events.ingest([call('unknown', { subject: 'nobody', ...november })])
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ outcome: 'done', steps: 1, counts: { accounts: 0 } })
    expect((await billing.runs.list()).items).toHaveLength(1)
  })

  it('sees what was amended and what was voided', async () => {
    const { billing } = await world()
    await billing.events.ingest([call('a', { subject: 'acme', ...november }), call('b', { subject: 'beta', ...november })])
    await billing.jobs.run('after-ingest')
    expect([await accruedOf(billing, 'acme'), await accruedOf(billing, 'gamma')]).toEqual(['100', '0'])
    await billing.events.ingest([call('a', { subject: 'gamma', ...november, revision: 1 }), call('b', { subject: 'beta', ...november, revision: 1, data: null })])
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ counts: { events: 2, accounts: 3 } })
    expect([await accruedOf(billing, 'acme'), await accruedOf(billing, 'beta'), await accruedOf(billing, 'gamma')]).toEqual(['0', '0', '100'])
  })

  it('corrects invoices by what came late', async () => {
    const { billing } = await world()
    await billing.invoices.issue({ key: 'acme', account: 'acme', period: '2026-10' })
    await callsOf(billing, 'acme', 2)
    await billing.jobs.run('after-ingest')
    const [invoice] = (await billing.invoices.list({ account: 'acme' })).items
    expect((await billing.corrections.ofInvoice(invoice?.id ?? '')).map(({ note }) => note?.totals.net)).toEqual(['2'])
  })

  it('takes the reseller of what is resold', async () => {
    const billing = runBilling({ jobs: { afterIngest: {} } })
    await billing.accounts.put({ key: 'r', account: { id: 'reseller', kind: 'reseller', currency: 'EUR', zone: 'UTC' } })
    await subscribe(billing, 'a', { wholesale: { account: 'reseller', plan: 'resold' } })
    await billing.jobs.run('after-ingest')
    await callsOf(billing, 'a', 1, november)
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ counts: { accounts: 2 } })
  })

  it('books nothing as a preview', async () => {
    const billing = runBilling({ jobs: { afterIngest: { mode: 'preview' } } })
    await subscribe(billing, 'acme')
    await callsOf(billing, 'acme', 3, november)
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ counts: { accounts: 1, open: 1 } })
    expect(await accruedOf(billing, 'acme')).toBe('0')
  })

  it('is done by a scheduler, the minute after', async () => {
    const clock = { time: '2026-11-02T00:00:00.000000Z', now: () => clock.time }
    const storage = memory()
    const on = runBilling({ storage, jobs: { afterIngest: {} } })
    await subscribe(on, 'acme')
    const scheduler = createScheduler(on, { queue: memoryWorkQueue(clock), jobs: ['after-ingest'] })
    await callsOf(on, 'acme', 3, november)
    expect(await scheduler.tick()).toMatchObject({ ran: ['after-ingest'], failed: [] })
    expect(await accruedOf(on, 'acme')).toBe('300')
    await callsOf(on, 'acme', 1, { ...november, tag: 'more' })
    const later = runBilling({ storage, now: '2026-11-02T00:01:00Z', jobs: { afterIngest: {} } })
    expect(await createScheduler(later, { queue: memoryWorkQueue(clock), jobs: ['after-ingest'] }).tick()).toMatchObject({ ran: ['after-ingest'] })
    expect(await accruedOf(on, 'acme')).toBe('400')
  })
})

describe('what came with an ingest', () => {
  /** Two calls of each account that is billed by the minute, and one that came late. */
  async function arrivals() {
    const each = await world({ accounts: ['acme', 'beta'] })
    await each.billing.invoices.issue({ key: 'acme', account: 'acme', period: '2026-10' })
    for (const subject of ['acme', 'beta']) await callsOf(each.billing, subject, 2, november)
    await callsOf(each.billing, 'acme', 1, { tag: 'late' })
    return each
  }

  const standing = async (billing: RunBilling) => ({
    accrued: [await accruedOf(billing, 'acme'), await accruedOf(billing, 'beta')],
    notes: (await Promise.all((await billing.invoices.list()).items.map(({ id }) => billing.corrections.ofInvoice(id)))).flat().map(({ note }) => note?.totals.net),
    postings: (await billing.ledger.list()).items.length,
  })

  it('is billed once, wherever a process ends', async () => {
    const whole = await arrivals()
    const counting = endingStorage(whole.storage)
    await whole.over(counting).jobs.run('after-ingest')
    const expected = await standing(whole.billing)
    expect(expected).toMatchObject({ accrued: ['200', '200'], notes: ['1'] })
    // Some places, so that the test stays quick; every other one with the call still carried out.
    for (let place = 1; place <= counting.calls(); place += 19) {
      const { billing, storage, over } = await arrivals()
      await over(endingStorage(storage, { call: place, done: place % 2 === 0 })).jobs.run('after-ingest').catch(() => undefined)
      await billing.jobs.run('after-ingest')
      expect({ place, ...(await standing(billing)) }).toEqual({ place, ...expected })
      expect((await billing.jobs.run('after-ingest')).counts).toEqual({ accounts: 0 })
    }
  })

  it('is billed once by two processes at a time', async () => {
    const { billing, storage } = await arrivals()
    // Their clocks do not agree.
    const processes = ['2026-11-02T00:00:00Z', '2026-11-02T00:00:03Z'].map((now) => runBilling({ storage, now, jobs: { afterIngest: {} } }))
    const runs = await Promise.all(processes.map(({ jobs }) => jobs.run('after-ingest')))
    expect(runs.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
    expect(await standing(billing)).toMatchObject({ accrued: ['200', '200'], notes: ['1'] })
  })

  it('is found again by the next run when one fails', async () => {
    const { billing, over, storage } = await arrivals()
    const broken: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, billingRuns: { ...stores.billingRuns, saveAccounts: () => Promise.reject(new Error('defect')) } })) }
    expect(await over(broken).jobs.run('after-ingest')).toMatchObject({ outcome: 'failed' })
    expect(await billing.jobs.run('after-ingest')).toMatchObject({ outcome: 'done', counts: { events: 5, accounts: 2 } })
    expect(await standing(billing)).toMatchObject({ accrued: ['200', '200'], notes: ['1'] })
  })
})
