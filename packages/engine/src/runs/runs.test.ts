import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { callsOf, runBilling, subscribe } from '../test/run-billing.js'
import { failureIn } from '../test/sample-billing.js'

/** Three accounts with 10, 20 and 30 calls: 30.00, 40.00 and 50.00. */
async function three() {
  const storage = memory()
  const billing = runBilling({ storage })
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    await subscribe(billing, id)
    await callsOf(billing, id, (index + 1) * 10)
  }
  return { storage, billing }
}

const october = { key: 'october', period: '2026-10', mode: 'commit' } as const

describe('runs', () => {
  it('issue what is due of every account, once', async () => {
    const { billing } = await three()
    const run = await billing.runs.start(october)
    expect(run).toMatchObject({ id: 'october', status: 'planning', accounts: 0 })
    const summary = await billing.runs.complete('october')
    expect(summary).toMatchObject({
      run: { status: 'ended', accounts: 3 },
      accounts: { pending: 0, done: 3, held: 0, cleared: 0 },
      documents: { issued: 3, failed: 0 },
      totals: [{ currency: 'EUR', net: '120', tax: '0', gross: '120', documents: 3 }],
    })
    expect(await billing.runs.complete('october')).toEqual(summary)
    const again = await billing.runs.complete((await billing.runs.start({ ...october, key: 'again' })).id)
    expect(again).toMatchObject({ documents: { issued: 0, present: 3 }, totals: [] })
    expect((await billing.invoices.list()).items.map(({ account, totals }) => [account, totals.gross])).toEqual(expect.arrayContaining([['a', '30'], ['b', '40'], ['c', '50']]))
  })

  it('preview what they would issue, and keep nothing but the run', async () => {
    const { billing } = await three()
    await billing.runs.start({ ...october, key: 'preview', mode: 'preview' })
    const preview = await billing.runs.complete('preview')
    expect((await billing.invoices.list()).items).toEqual([])
    expect((await billing.ledger.list()).items).toEqual([])
    await billing.runs.start(october)
    const commit = await billing.runs.complete('october')
    expect(preview.totals).toEqual(commit.totals)
    expect(await failureIn(() => billing.runs.get('none'))).toMatchObject({ code: 'run.unknown' })
  })
})

describe('the list of runs', () => {
  it('goes by mode, status and start', async () => {
    const { billing } = await three()
    await billing.runs.start({ ...october, key: 'preview', mode: 'preview' })
    await billing.runs.complete('preview')
    await billing.runs.start(october)
    const ids = async (filter: Parameters<typeof billing.runs.list>[0]) => (await billing.runs.list(filter)).items.map(({ id }) => id)
    expect(await ids({})).toEqual(['october', 'preview'])
    expect(await ids({ mode: 'preview' })).toEqual(['preview'])
    expect(await ids({ status: 'planning', since: '2026-11-02T00:00:00Z' })).toEqual(['october'])
    expect(await ids({ until: '2026-11-02T00:00:00Z' })).toEqual([])
    expect(await failureIn(() => billing.runs.list({ state: 'ended' } as object))).toMatchObject({ code: 'filter.invalid', field: 'state' })
  })
})

describe('the actor of a run', () => {
  it('is who started it, whoever does its steps', async () => {
    const { storage } = await three()
    await runBilling({ storage, actor: 'ann', correlation: 'request 7' }).runs.start(october)
    const worker = runBilling({ storage, actor: 'worker', correlation: 'queue' })
    expect(await worker.runs.complete('october')).toMatchObject({ run: { actor: 'ann', correlation: 'request 7' }, documents: { issued: 3 }, held: [] })
    const { items } = await worker.audit.list({ operation: 'invoices.issue' })
    expect(items.map(({ actor, correlation }) => [actor, correlation])).toEqual([['ann', 'request 7'], ['ann', 'request 7'], ['ann', 'request 7']])
  })
})

describe('a period that is not over', () => {
  it('is accrued by each run, and issued by the one that comes after it', async () => {
    const storage = memory()
    const within = runBilling({ storage, now: '2026-10-20T00:00:00Z' })
    await subscribe(within, 'acme')
    await callsOf(within, 'acme', 10)
    await within.runs.start({ ...october, key: 'first' })
    expect(await within.runs.complete('first')).toMatchObject({ accounts: { done: 1 }, documents: { open: 1 }, totals: [], held: [] })
    expect(await within.ledger.balances('acme')).toMatchObject([{ accruedMinor: '1000' }])
    await callsOf(within, 'acme', 5, { tag: 'more' })
    await within.runs.retry({ key: 't', run: 'first' })
    await within.runs.complete('first')
    expect(await within.ledger.balances('acme')).toMatchObject([{ accruedMinor: '1500' }])
    const after = runBilling({ storage })
    await after.runs.start(october)
    expect(await after.runs.complete('october')).toMatchObject({ documents: { issued: 1 }, totals: [{ net: '35' }] })
    expect(await after.ledger.balances('acme')).toMatchObject([{ accruedMinor: '0', receivableMinor: '3500' }])
  })

  it('has nothing booked where the run says so, and nothing by a preview', async () => {
    const billing = runBilling({ now: '2026-10-20T00:00:00Z' })
    await subscribe(billing, 'acme')
    await callsOf(billing, 'acme', 10)
    for (const options of [{ accrue: false }, { mode: 'preview' }] as const) {
      await billing.runs.start({ ...october, key: JSON.stringify(options), ...options })
      expect(await billing.runs.complete(JSON.stringify(options))).toMatchObject({ documents: { open: 1 } })
    }
    expect((await billing.ledger.list()).items).toEqual([])
  })

  it('waits for a clock that goes backwards, and is not billed twice', async () => {
    const { storage, billing } = await three()
    await billing.runs.start(october)
    await billing.runs.step('october', { limit: 1 })
    await billing.runs.step('october', { limit: 1 })
    const back = runBilling({ storage, now: '2026-10-31T00:00:00Z' })
    expect(await back.runs.complete('october')).toMatchObject({ documents: { issued: 1, open: 2 } })
    await billing.runs.retry({ key: 't', run: 'october' })
    expect(await billing.runs.complete('october')).toMatchObject({ documents: { issued: 3, open: 0 }, totals: [{ net: '120' }] })
    expect((await billing.invoices.list()).items).toHaveLength(3)
  })
})

describe('late events', () => {
  it('of documents that were issued before are corrected, unless the run says otherwise', async () => {
    const { storage, billing } = await three()
    await billing.runs.start(october)
    await billing.runs.complete('october')
    const later = runBilling({ storage, now: '2026-12-02T00:00:00Z' })
    await callsOf(later, 'b', 7, { tag: 'late' })
    await later.runs.start({ key: 'not', period: '2026-11', mode: 'commit', correct: false })
    expect(await later.runs.complete('not')).toMatchObject({ documents: { issued: 3 }, corrections: { events: 0, documents: 0, proposals: 0 } })
    await later.runs.start({ key: 'november', period: '2026-11', mode: 'commit' })
    expect(await later.runs.complete('november')).toMatchObject({ documents: { present: 3 }, corrections: { events: 7, documents: 1, proposals: 0 } })
    await later.runs.start({ key: 'again', period: '2026-11', mode: 'commit' })
    expect(await later.runs.complete('again')).toMatchObject({ corrections: { events: 0, documents: 0 } })
  })
})

describe('steps', () => {
  it('do as many accounts as asked for, and say whether there is more', async () => {
    const { billing } = await three()
    await billing.runs.start(october)
    expect(await billing.runs.step('october', { limit: 2 })).toMatchObject({ run: { status: 'working', accounts: 3 }, worked: [], more: true })
    const first = await billing.runs.step('october', { limit: 2 })
    expect([first.worked.map(({ account }) => account).sort(), first.more]).toEqual([['a', 'b'], true])
    expect(await billing.runs.step('october', { limit: 2 })).toMatchObject({ run: { status: 'ended', endedAt: '2026-11-02T00:00:00.000000Z' }, worked: [{ account: 'c' }], more: false })
    expect(await billing.runs.step('october')).toMatchObject({ worked: [], more: false })
  })

  it('tell how far a run is', async () => {
    const { billing } = await three()
    await billing.runs.start({ ...october, partSize: 2 })
    const told: unknown[] = []
    for await (const { accounts, worked } of billing.runs.follow('october')) told.push([worked.length, accounts.pending, accounts.done])
    expect(told).toEqual([[0, 3, 0], [2, 1, 2], [1, 0, 3]])
    for await (const progress of billing.runs.follow('october')) told.push(progress)
    expect(told).toHaveLength(3)
  })

  it('are items of a work queue, which any process takes', async () => {
    const { storage, billing } = await three()
    await billing.runs.start({ ...october, partSize: 2 })
    const queue = memoryWorkQueue(fixedClock('2026-11-02T00:00:00Z'))
    const items = await billing.runs.work('october')
    expect(items).toEqual([{ tenant: 'default', kind: 'billing-run', key: 'october/0' }, { tenant: 'default', kind: 'billing-run', key: 'october/1' }])
    await queue.add(items)
    const worker = runBilling({ storage })
    for (const work of await queue.claim({ limit: 10, leaseMs: 1_000 })) {
      expect(await worker.runs.takeWork(work)).toMatchObject({ more: false, worked: work.key === 'october/0' ? [{}, {}] : [{}] })
      expect(await worker.runs.takeWork(work)).toMatchObject({ more: false, worked: [] })
      await queue.complete([work])
    }
    expect(await billing.runs.get('october')).toMatchObject({ run: { status: 'ended' }, documents: { issued: 3 } })
    for (const wrong of [{ tenant: 'other' }, { kind: 'seal' }, { key: 'october' }, { key: 'october/x' }]) {
      expect(await failureIn(() => billing.runs.takeWork({ tenant: 'default', kind: 'billing-run', key: 'october/0', ...wrong }))).toMatchObject({ code: 'run.invalid', field: 'work' })
    }
    expect(await failureIn(() => billing.runs.takeWork({ tenant: 'default', kind: 'billing-run', key: 'none/0' }))).toMatchObject({ code: 'run.unknown' })
  })
})
