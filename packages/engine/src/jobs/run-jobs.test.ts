import { memory, memoryWorkQueue } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { acmeBilling, call, catalog, tokens } from '../test/sample-billing.js'
import { createScheduler } from './create-scheduler.js'
import type { JobName } from './job-table.js'

const clock = { now: () => '2026-11-02T10:07:00.000000Z' }

/** What BullMQ hands a processor, and a worker that runs it at once. */
interface QueuedWork {
  readonly id: string
  readonly name: string
  updateProgress(progress: object): Promise<void>
}

class Worker {
  static readonly progress: object[] = []
  readonly run: (name: JobName, id: string) => Promise<void>
  constructor(_queue: string, process: (work: QueuedWork & { readonly name: JobName }) => Promise<void>) {
    this.run = (name, id) => process({ id, name, updateProgress: async (progress) => void Worker.progress.push(progress) })
  }
}

/** pg-boss, as far as a schedule and a handler go. */
function bossOf() {
  const handlers = new Map<string, (work: readonly { readonly id: string }[]) => Promise<void>>()
  const scheduled: string[] = []
  return {
    scheduled,
    schedule: async (queue: string, cron: string, _data: object | null, options: { readonly tz: string }) => void scheduled.push(`${queue} ${cron} ${options.tz}`),
    work: async (queue: string, handler: (work: readonly { readonly id: string }[]) => Promise<void>) => void handlers.set(queue, handler),
    fire: (queue: string, id: string) => handlers.get(queue)?.([{ id }]),
  }
}

describe('jobs', () => {
  it('are done by the scheduler', async () => {
    const storage = memory()
    const sharedQueue = memoryWorkQueue(clock)
    const log: unknown[] = []
    const onShutdown: (() => Promise<void>)[] = []
    // #region scheduler
    const billing = createBilling({ catalog, storage, clock, jobs: { zone: 'Europe/Berlin', monthEnd: { mode: 'commit' } } })
    const scheduler = createScheduler(billing, { queue: sharedQueue, onFailure: (problem) => log.push(problem) })
    scheduler.start()
    onShutdown.push(() => scheduler.stop()) // finishes the step that runs; the next process goes on behind it
    // #endregion scheduler
    while ((await billing.jobs.due()).length > 0) await scheduler.tick()
    expect((await billing.jobs.list()).find(({ job }) => job === 'month-end')?.run).toMatchObject({ outcome: 'done' })
    for (const stop of onShutdown) await stop()
    expect(log).toEqual([])
  })

  it('have a schedule, a last run and a lag', async () => {
    const billing = await acmeBilling({ storage: memory() })
    await billing.events.ingestOrThrow([call('a')])
    // #region by-hand
    const run = await billing.jobs.run('aggregate', { key: 'after the migration' }) // the same key again gives the same run
    expect(run).toMatchObject({ outcome: 'done', counts: { accounts: 1, summaries: 1 }, held: [] })

    const late = (await billing.jobs.list()).filter(({ lagMs }) => lagMs > 3_600_000)
    const failing = (await billing.jobs.list()).filter(({ run: last }) => last?.outcome === 'failed' || last?.outcome === 'held')
    // #endregion by-hand
    expect(late.every(({ run: last }) => last === undefined)).toBe(true)
    expect(failing).toEqual([])
  })

  it('bill what comes in', async () => {
    const storage = memory()
    await acmeBilling({ storage })
    // #region after-ingest
    const billing = createBilling({ catalog, storage, clock, jobs: { afterIngest: { mode: 'commit' } } })
    await billing.events.ingest([call('a')])
    const run = await billing.jobs.run('after-ingest') // as the scheduler does, or a queue of yours right behind the ingest
    expect(run.counts).toMatchObject({ runs: 1, accounts: 1 })
    // #endregion after-ingest
  })

  it('and steps are done once under a key', async () => {
    const billing = await acmeBilling({ storage: memory() })
    const events = [tokens('a', '1000')]
    // #region once
    const work = { key: 'batch 2026-10-14', step: 'events.ingest', args: [events], actor: 'gateway', reason: 'sent again after an outage' } as const
    const { counts } = await billing.steps.once(work)
    expect((await billing.steps.once(work)).counts).toEqual(counts) // what was answered the first time: accepted, not duplicate
    // #endregion once
    expect(counts).toMatchObject({ accepted: 1, duplicate: 0 })
  })

  it('are done by BullMQ', async () => {
    const billing = await acmeBilling({ storage: memory() })
    // #region bullmq
    // await new Queue('billing').upsertJobScheduler('aggregate', { pattern: '0 * * * *' }, { name: 'aggregate' })
    const worker = new Worker('billing', async (work) => {
      for (let more = true; more; ) {
        const step = await billing.jobs.step(work.name, { key: work.id })
        await work.updateProgress(step.run.counts)
        more = step.more
      }
    })
    // #endregion bullmq
    await worker.run('aggregate', 'repeat:1')
    await worker.run('aggregate', 'repeat:1')
    expect(Worker.progress).toEqual([{ accounts: 1, summaries: 1 }, { accounts: 1, summaries: 1 }])
    expect((await billing.jobs.list()).find(({ job }) => job === 'aggregate')?.run).toMatchObject({ number: 1 })
  })

  it('are done by pg-boss', async () => {
    const billing = await acmeBilling({ storage: memory() })
    const boss = bossOf()
    // #region pg-boss
    await boss.schedule('billing-overdue', '0 2 * * *', null, { tz: 'Europe/Berlin' })
    await boss.work('billing-overdue', async ([work]) => {
      const { failure } = await billing.jobs.run('overdue', work === undefined ? {} : { key: work.id })
      if (failure !== undefined) throw new Error(failure.message) // so that pg-boss tries it again
    })
    // #endregion pg-boss
    await boss.fire('billing-overdue', 'w1')
    expect(boss.scheduled).toEqual(['billing-overdue 0 2 * * * Europe/Berlin'])
    expect((await billing.jobs.list()).find(({ job }) => job === 'overdue')?.run).toMatchObject({ key: 'w1', outcome: 'done' })
  })

  it('are done by NestJS', async () => {
    const billing = await acmeBilling({ storage: memory() })
    // #region nest
    class BillingJobs {
      // @Cron('* * * * *')
      async everyMinute(): Promise<void> {
        for (const { job, slot } of await billing.jobs.due()) await billing.jobs.run(job, { slot }) // a slot is done once, whoever comes first
      }
    }
    // #endregion nest
    await new BillingJobs().everyMinute()
    expect(await billing.jobs.due()).toEqual([])
  })
})
