import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import { epochMsOf, shiftInstant } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn } from '../test/sample-billing.js'
import { createScheduler, type SchedulerOptions } from './create-scheduler.js'

/** Processes over one storage, one queue and one clock. */
function processes({ storage = memory(), jobs = ['aggregate'] }: { readonly storage?: Storage; readonly jobs?: SchedulerOptions['jobs'] & object } = {}) {
  const clock = { time: '2026-10-15T10:07:00.000000Z', now: () => clock.time }
  const queue = memoryWorkQueue(clock)
  const process = (over: Storage = storage, options: Partial<SchedulerOptions> = {}) => {
    const billing = createBilling({ catalog, storage: over, clock })
    return { billing, scheduler: createScheduler(billing, { queue, jobs, ...options }) }
  }
  const runs = async () => (await process().billing.jobs.list()).find(({ job }) => job === 'aggregate')?.run
  return { clock, queue, process, runs }
}

/** Storage in which the lists of accounts fail, as a defect or an outage would. */
function failing(storage: Storage): Storage {
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, accounts: { ...stores.accounts, list: () => Promise.reject(new Error('defect')) } })) }
}

describe('createScheduler', () => {
  it('does a slot in one of several processes, once', async () => {
    const { process, runs } = processes()
    const ticks = await Promise.all([1, 2, 3].map(() => process().scheduler.tick()))
    expect(ticks.flatMap(({ ran }) => ran)).toEqual(['aggregate'])
    expect(await process().scheduler.tick()).toEqual({ ran: [], failed: [] })
    expect(await runs()).toMatchObject({ number: 1, trigger: 'schedule', slot: '2026-10-15T10:00:00.000000Z' })
  })

  it('catches up what was missed by one run', async () => {
    const { clock, process, runs } = processes()
    await process().scheduler.tick()
    clock.time = '2026-10-18T10:30:00.000000Z'
    expect((await process().scheduler.tick()).ran).toEqual(['aggregate'])
    expect((await process().scheduler.tick()).ran).toEqual([])
    expect(await runs()).toMatchObject({ number: 2, slot: '2026-10-18T10:00:00.000000Z' })
  })

  it('does nothing twice when the clock goes back', async () => {
    const { clock, process, runs } = processes()
    await process().scheduler.tick()
    for (const time of ['2026-10-15T09:59:30.000000Z', '2026-10-15T10:00:30.000000Z', '2026-10-15T10:59:59.000000Z']) {
      clock.time = time
      expect((await process().scheduler.tick()).ran).toEqual([])
    }
    expect(await runs()).toMatchObject({ number: 1 })
  })

  it('gives a slot whose process has died to another one, once its lease is over', async () => {
    const { clock, queue, process } = processes()
    let isIn: () => void = () => undefined
    const begun = new Promise<void>((resolve) => (isIn = resolve))
    const { jobs } = process().billing
    const dying = { jobs: { ...jobs, step: () => (isIn(), new Promise<never>(() => undefined)) } }
    void createScheduler(dying, { queue, jobs: ['aggregate'] }).tick()
    await begun
    expect((await process().scheduler.tick()).ran).toEqual([])
    clock.time = shiftInstant(clock.time, 121_000)
    expect((await process().scheduler.tick()).ran).toEqual(['aggregate'])
  })

  it('tries a run that failed again, later each time, and sets its slot aside after five times', async () => {
    const storage = memory()
    const { clock, queue, process } = processes({ storage })
    const delays: number[] = []
    const problems: unknown[] = []
    const { scheduler } = process(failing(storage), { onFailure: (problem) => problems.push(problem) })
    let last = epochMsOf(clock.time)
    for (let looks = 0; looks < 100; looks += 1) {
      const { failed } = await scheduler.tick()
      if (failed.length > 0) {
        delays.push(epochMsOf(clock.time) - last)
        last = epochMsOf(clock.time)
      }
      clock.time = shiftInstant(clock.time, 10_000)
    }
    expect(delays).toEqual([0, 30_000, 60_000, 120_000, 240_000])
    expect(problems[0]).toMatchObject({ job: 'aggregate', failure: { code: 'job.failed' } })
    expect(await queue.listAside()).toMatchObject([{ key: 'aggregate 2026-10-15T10:00:00.000000Z', attempts: 5 }])
    clock.time = '2026-10-15T11:00:00.000000Z'
    expect((await process().scheduler.tick()).ran).toEqual(['aggregate'])
  })

  it('goes on when the look at what is due fails', async () => {
    const storage = memory()
    const { process } = processes({ storage })
    const down: Storage = { transaction: () => Promise.reject(new Error('down')) }
    expect(await process(down).scheduler.tick()).toMatchObject({ ran: [], failed: [{ failure: { code: 'job.failed' } }] })
    expect((await process(storage).scheduler.tick()).ran).toEqual(['aggregate'])
  })

  it('looks by itself once it is started, and ends after the step that runs', async () => {
    const storage = memory()
    const { process, runs } = processes({ storage })
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (go = resolve))
    let isIn: () => void = () => undefined
    const begun = new Promise<void>((resolve) => (isIn = resolve))
    const slow: Storage = {
      transaction: (tenant, work) =>
        storage.transaction(tenant, (stores) => work({ ...stores, accounts: { ...stores.accounts, list: async (...about) => { isIn(); await gate; return stores.accounts.list(...about) } } })),
    }
    const { scheduler } = process(slow, { everyMs: 10 })
    scheduler.start()
    scheduler.start()
    await begun
    const stopped = scheduler.stop()
    go()
    await stopped
    expect(await runs()).toMatchObject({ number: 1, outcome: 'done' })
  })

  it('does short jobs beside a long one', async () => {
    const storage = memory()
    const { queue, process } = processes({ storage })
    const { jobs } = process().billing
    let go: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (go = resolve))
    const slow = { jobs: { ...jobs, step: async (...step: Parameters<typeof jobs.step>) => { if (step[0] === 'aggregate') await gate; return jobs.step(...step) } } }
    const scheduler = createScheduler(slow, { queue, jobs: ['aggregate', 'hold-expiry'], atOnce: 2 })
    const first = scheduler.tick()
    const second = scheduler.tick()
    expect((await second).ran).toEqual([])
    const expiry = async () => (await jobs.list()).find(({ job }) => job === 'hold-expiry')?.run
    while ((await expiry())?.outcome !== 'done') await new Promise((resolve) => setTimeout(resolve, 1))
    go()
    expect([...(await first).ran].sort()).toEqual(['aggregate', 'hold-expiry'])
  })

  it.each([['everyMs', 9], ['leaseMs', 999], ['atOnce', 0], ['atOnce', 65], ['everyMs', 0.5]])('refuses %s of %d', async (field, value) => {
    const { process } = processes()
    expect(await failureIn(async () => process(undefined, { [field]: value }))).toMatchObject({ code: 'job.schedule_invalid', field })
  })

  it('leaves a run of several steps to the next process when it is stopped', async () => {
    const storage = memory()
    const { process, runs, queue } = processes({ storage })
    const { billing, scheduler } = process()
    for (let index = 0; index < 51; index += 1) await billing.accounts.put({ key: `a${index}`, account: { id: `a${index}`, kind: 'customer', currency: 'EUR', zone: 'UTC' } })
    const stopping = { jobs: { ...billing.jobs, step: async (...step: Parameters<typeof billing.jobs.step>) => { const done = await billing.jobs.step(...step); void stopped.stop(); return done } } }
    const stopped = createScheduler(stopping, { queue, jobs: ['aggregate'] })
    expect((await stopped.tick()).ran).toEqual([])
    expect(await runs()).toMatchObject({ number: 1, steps: 1 })
    expect((await scheduler.tick()).ran).toEqual(['aggregate'])
    expect(await runs()).toMatchObject({ number: 1, steps: 2, counts: { accounts: 51 } })
  })
})
