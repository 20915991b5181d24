import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { call, catalog, failureIn } from '../test/sample-billing.js'
import type { JobOptions } from './job-options.js'
import type { JobName } from './job-table.js'

interface Setting {
  readonly storage?: Storage
  readonly now?: string
  readonly jobs?: JobOptions
}

/** Billing whose clock is set by hand. */
function timedBilling({ storage = memory(), now = '2026-10-15T10:07:00.000000Z', jobs = {} }: Setting = {}) {
  const clock = { time: now, now: () => clock.time }
  return { clock, storage, billing: createBilling({ catalog, storage, clock, jobs }) }
}

const accounts = ['acme', 'beta', 'gamma']

/** Three accounts on `calls` with one call each, and one on `pro`. */
async function threeAccounts(setting: Setting = {}) {
  const timed = timedBilling(setting)
  for (const account of accounts) await timed.billing.subscriptions.start({ key: account, account, plan: 'calls', from: '2026-10-01', zone: 'UTC' })
  await timed.billing.events.ingestOrThrow(accounts.map((subject) => call(`of ${subject}`, { subject })))
  return timed
}

describe('jobs.run', () => {
  it('does a job to its end and records the run', async () => {
    const { billing } = await threeAccounts()
    const run = await billing.jobs.run('aggregate')
    expect(run).toMatchObject({ number: 1, trigger: 'manual', steps: 1, counts: { accounts: 3, summaries: 3 }, held: [], outcome: 'done', endedAt: '2026-10-15T10:07:00.000000Z' })
    expect((await billing.usage.summaries()).items).toHaveLength(3)
    const status = (await billing.jobs.list()).find(({ job }) => job === 'aggregate')
    expect(status).toMatchObject({ run, doneAt: run.startedAt, schedule: { everyMinutes: 60 } })
  })

  it('gives the recorded run for a key that was there, and another run for another key', async () => {
    const { billing } = await threeAccounts()
    const first = await billing.jobs.run('aggregate', { key: 'by hand' })
    expect(first).toMatchObject({ number: 1, key: 'by hand' })
    expect(await billing.jobs.run('aggregate', { key: 'by hand' })).toEqual(first)
    expect(await billing.jobs.run('aggregate', { key: 'again' })).toMatchObject({ number: 2 })
    expect(await billing.jobs.run('seal', { key: 'by hand' })).toMatchObject({ number: 1 })
  })

  it('books usage as accrued, and nothing the second time', async () => {
    const { billing } = await threeAccounts()
    expect(await billing.jobs.run('accrue')).toMatchObject({ outcome: 'done', counts: { accounts: 3, postings: 3 } })
    expect(await billing.ledger.balance({ role: 'accrued_receivable', account: 'beta' })).toEqual([{ currency: 'EUR', amountMinor: '1' }])
    expect(await billing.jobs.run('accrue')).toMatchObject({ counts: { postings: 0 } })
    expect(await billing.ledger.balance({ role: 'accrued_receivable', account: 'beta' })).toEqual([{ currency: 'EUR', amountMinor: '1' }])
  })

  it('accrues an ended period until its invoice is there', async () => {
    const { billing, clock } = await threeAccounts()
    clock.time = '2026-11-02T00:00:00.000000Z'
    expect(await billing.jobs.run('accrue')).toMatchObject({ counts: { postings: 3 } })
    await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    await billing.events.ingestOrThrow([call('more', { subject: 'beta' })])
    expect(await billing.jobs.run('accrue')).toMatchObject({ outcome: 'done', counts: { postings: 1 } })
  })

  it('holds one account whose work fails, and does the others', async () => {
    const { storage } = await threeAccounts()
    const failing: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, summaries: { ...stores.summaries, put: (summary) => (summary.account === 'beta' ? Promise.reject(new Error('defect')) : stores.summaries.put(summary)) } })) }
    const run = await timedBilling({ storage: failing }).billing.jobs.run('aggregate')
    expect(run).toMatchObject({ outcome: 'held', counts: { accounts: 3, summaries: 2, held: 1 }, held: [{ about: 'beta', failure: { code: 'job.failed' } }] })
  })

  it('records a step that fails as a whole, and begins anew the next time', async () => {
    const { storage, billing } = await threeAccounts()
    const failing: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, accounts: { ...stores.accounts, list: () => Promise.reject(new Error('defect')) } })) }
    const run = await timedBilling({ storage: failing }).billing.jobs.run('aggregate', { key: 'k' })
    expect(run).toMatchObject({ number: 1, outcome: 'failed', failure: { code: 'job.failed' } })
    expect(await billing.jobs.run('aggregate', { key: 'k' })).toMatchObject({ number: 2, outcome: 'done' })
  })

  it('seals what is due', async () => {
    const { billing, clock } = await threeAccounts()
    clock.time = '2026-11-02T00:00:00.000000Z'
    expect(await billing.jobs.run('seal')).toMatchObject({ outcome: 'done', counts: { windows: 3 } })
    expect(await billing.jobs.run('seal')).toMatchObject({ outcome: 'done', counts: { windows: 0 } })
  })

  it('corrects invoices from late events', async () => {
    const { billing, clock } = await threeAccounts()
    clock.time = '2026-11-02T00:00:00.000000Z'
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    await billing.events.ingestOrThrow([call('late')])
    expect(await billing.jobs.run('correct')).toMatchObject({ outcome: 'done', counts: { lateEvents: 1, corrected: 1, proposed: 0 } })
    expect(await billing.jobs.run('correct')).toMatchObject({ counts: { lateEvents: 0, corrected: 0 } })
    expect(await billing.corrections.ofInvoice(invoice.id)).toHaveLength(1)
  })

  it('does every job there is, where there is little to do', async () => {
    const { billing } = await threeAccounts()
    for (const { job } of await billing.jobs.list()) {
      expect(await billing.jobs.run(job)).toMatchObject({ outcome: 'done' })
    }
  })

  it('tells of late events that came as amendments', async () => {
    const { billing, clock } = await threeAccounts()
    clock.time = '2026-11-02T00:00:00.000000Z'
    await billing.jobs.run('seal')
    await billing.events.ingestOrThrow([call('of acme', { revision: 1, data: null })])
    expect(await billing.jobs.run('tell-late')).toMatchObject({ outcome: 'done', counts: { late: 1 } })
    expect(await billing.jobs.run('tell-late')).toMatchObject({ outcome: 'done', counts: { late: 0 } })
    expect((await billing.outbox.read('acme')).filter(({ topic }) => topic === 'usage.late')).toHaveLength(1)
  })

  it('refuses a job that there is not', async () => {
    const { billing } = timedBilling()
    expect(await failureIn(() => billing.jobs.run('toString' as JobName))).toMatchObject({ code: 'job.unknown', field: 'job' })
  })
})

describe('the month-end job', () => {
  const summer = { jobs: { monthEnd: {} }, now: '2026-11-02T00:00:00.000000Z' }

  it('bills what fell due in the month that is over, once', async () => {
    const { billing } = await threeAccounts(summer)
    expect(await billing.jobs.run('month-end')).toMatchObject({ outcome: 'done', counts: { months: 1, issued: 3, accounts: 3 } })
    expect((await billing.invoices.list()).items.map(({ totals }) => totals.payable)).toEqual(['0.01', '0.01', '0.01'])
    expect(await billing.jobs.run('month-end')).toMatchObject({ outcome: 'done' })
    expect((await billing.invoices.list()).items).toHaveLength(3)
  })

  it('bills months that it was not there for, the oldest first', async () => {
    const { billing, clock } = await threeAccounts(summer)
    await billing.jobs.run('month-end')
    clock.time = '2027-02-02T00:00:00.000000Z'
    expect(await billing.jobs.run('month-end')).toMatchObject({ outcome: 'done', counts: { months: 3, issued: 9 } })
    const periods = (await billing.runs.list()).items.map(({ scope }) => scope.from)
    expect(periods).toEqual(['2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01'])
  })

  it('previews under a name of its own, and is not needed unless asked for', async () => {
    const { billing, storage } = await threeAccounts({ ...summer, jobs: { monthEnd: { mode: 'preview' } } })
    expect(await billing.jobs.run('month-end')).toMatchObject({ counts: { previewed: 3, issued: 0 } })
    expect((await billing.invoices.list()).items).toEqual([])
    const off = timedBilling({ storage, now: summer.now })
    expect((await off.billing.jobs.due()).some(({ job }) => job === 'month-end')).toBe(false)
    expect((await timedBilling({ storage, ...summer }).billing.jobs.run('month-end')).counts).toMatchObject({ issued: 3 })
  })

  it('tries accounts that are held again, and says who is', async () => {
    const { billing, clock } = await threeAccounts({ ...summer, jobs: { monthEnd: { outliers: { below: '0.5', then: 'hold' } } } })
    await billing.jobs.run('month-end')
    clock.time = '2026-12-02T00:00:00.000000Z'
    const held = await billing.jobs.run('month-end')
    expect(held).toMatchObject({ outcome: 'held', counts: { months: 1, held: 3 }, held: [{ about: 'month-end/commit/2026-11 acme' }, {}, {}] })
    await billing.runs.release({ key: 'fine', run: 'month-end/commit/2026-11', account: 'acme', reason: 'a quiet month' })
    expect(await billing.jobs.run('month-end')).toMatchObject({ counts: { held: 2 } })
  })
})

describe('jobs.due', () => {
  it('names what has not run in its last slot, once for all that was missed', async () => {
    const { billing, clock } = timedBilling({ jobs: { zone: 'Europe/Berlin', schedules: { seal: 'never' } } })
    const due = await billing.jobs.due()
    expect(due.find(({ job }) => job === 'aggregate')).toEqual({ tenant: 'default', job: 'aggregate', slot: '2026-10-15T10:00:00.000000Z' })
    expect(due.find(({ job }) => job === 'overdue')?.slot).toBe('2026-10-15T00:00:00.000000Z')
    expect(due.some(({ job }) => job === 'seal' || job === 'payment-recovery')).toBe(false)
    for (const { job, slot } of due) await billing.jobs.run(job, { slot })
    expect(await billing.jobs.due()).toEqual([])
    clock.time = '2026-10-18T10:30:00.000000Z'
    expect((await billing.jobs.due()).filter(({ job }) => job === 'aggregate')).toEqual([{ tenant: 'default', job: 'aggregate', slot: '2026-10-18T10:00:00.000000Z' }])
  })

  it('does a slot once, also when the clock goes back', async () => {
    const { billing, clock } = timedBilling()
    const slot = '2026-10-15T10:00:00.000000Z'
    expect(await billing.jobs.run('aggregate', { slot })).toMatchObject({ number: 1, trigger: 'schedule', slot })
    expect(await billing.jobs.run('aggregate', { slot })).toMatchObject({ number: 1 })
    clock.time = '2026-10-15T09:59:00.000000Z'
    expect((await billing.jobs.due()).filter(({ job }) => job === 'aggregate')).toEqual([])
    clock.time = '2026-10-15T10:01:00.000000Z'
    expect((await billing.jobs.due()).filter(({ job }) => job === 'aggregate')).toEqual([])
  })

  it('does not wait for a time that a clock showed by mistake', async () => {
    const { billing, clock } = timedBilling({ now: '2099-01-01T00:00:00.000000Z' })
    await billing.jobs.run('aggregate', { slot: '2099-01-01T00:00:00.000000Z' })
    clock.time = '2026-10-15T10:07:00.000000Z'
    const [due] = (await billing.jobs.due()).filter(({ job }) => job === 'aggregate')
    expect(due?.slot).toBe('2026-10-15T10:00:00.000000Z')
    expect(await billing.jobs.run('aggregate', { slot: '2026-10-15T10:00:00.000000Z' })).toMatchObject({ number: 2 })
    expect((await billing.jobs.due()).some(({ job }) => job === 'aggregate')).toBe(false)
  })

  it('names a slot again whose run failed', async () => {
    const { storage, billing } = timedBilling()
    const slot = '2026-10-15T10:00:00.000000Z'
    const failing: Storage = { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, accounts: { ...stores.accounts, list: () => Promise.reject(new Error('defect')) } })) }
    expect(await timedBilling({ storage: failing }).billing.jobs.run('aggregate', { slot })).toMatchObject({ outcome: 'failed' })
    expect((await billing.jobs.due()).some(({ job }) => job === 'aggregate')).toBe(true)
    expect(await billing.jobs.run('aggregate', { slot })).toMatchObject({ number: 2, outcome: 'done' })
  })

  it('refuses a slot that is none', async () => {
    const { billing } = timedBilling({ jobs: { schedules: { seal: 'never' } } })
    expect(await failureIn(() => billing.jobs.run('aggregate', { slot: '2026-10-15T10:01:00.000000Z' }))).toMatchObject({ code: 'job.slot_invalid', field: 'slot' })
    expect(await failureIn(() => billing.jobs.run('seal', { slot: '2026-10-15T10:00:00.000000Z' }))).toMatchObject({ code: 'job.slot_invalid' })
  })
})

describe('the lag of a job', () => {
  it('is the time since the first slot that was missed', async () => {
    const { billing, clock } = timedBilling()
    const lag = async () => (await billing.jobs.list()).find(({ job }) => job === 'aggregate')?.lagMs
    expect(await lag()).toBe(7 * 60_000)
    await billing.jobs.run('aggregate', { slot: '2026-10-15T10:00:00.000000Z' })
    expect(await lag()).toBe(0)
    clock.time = '2026-10-15T13:30:00.000000Z'
    expect(await lag()).toBe(150 * 60_000)
  })

  it('is 0 for a job without schedule, and for one that is not needed', async () => {
    const { billing } = timedBilling({ jobs: { schedules: { aggregate: 'never' } } })
    const statuses = await billing.jobs.list()
    expect(statuses.find(({ job }) => job === 'aggregate')).toMatchObject({ schedule: 'never', lagMs: 0 })
    expect(statuses.find(({ job }) => job === 'payment-recovery')).toMatchObject({ isNeeded: false, lagMs: 0 })
  })
})

describe('options of jobs', () => {
  it.each([
    [{ zone: 'Mars/Base' }, 'time.zone_unknown', 'jobs.zone'],
    [{ schedules: { aggregat: 'never' } }, 'job.unknown', 'job'],
    [{ schedules: { aggregate: { everyMinutes: 7 } } }, 'job.schedule_invalid', 'jobs.schedules.aggregate.everyMinutes'],
    [{ creditExpiryDays: -1 }, 'job.schedule_invalid', 'jobs.creditExpiryDays'],
  ])('%j are refused', async (jobs, code, field) => {
    expect(await failureIn(async () => timedBilling({ jobs: jobs as JobOptions }))).toMatchObject({ code, field })
  })
})
