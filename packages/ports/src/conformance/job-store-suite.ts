import { compareBytes } from '@farthing/core'
import type { JobState } from '../job-store.js'
import type { PageRequest } from '../page.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleJob(job: string, about: Partial<JobState> = {}): JobState {
  const run = { number: 1, trigger: 'manual', startedAt: minute(1), steppedAt: minute(1), steps: 0, counts: { accounts: 2 }, held: [] } as const
  return { job, step: 1, run, ...about }
}

const cases: readonly SuiteCase<StorageFactory<'jobs'>>[] = [
  storageCase('a job moves step by step, and of those who move it at once one does', async (storage) => {
    const put = (state: JobState) => storage.transaction('tenant', ({ jobs }) => jobs.put(state))
    await expectFailure('storage.conflict', 'a second step without a first', () => put(sampleJob('seal', { step: 2 })))
    await expectOneWinner([1, 2, 3].map(() => () => put(sampleJob('seal'))), 'three that begin')
    await expectFailure('storage.conflict', 'a skipped step', () => put(sampleJob('seal', { step: 3 })))
    await expectOneWinner([1, 2].map((minutes) => () => put(sampleJob('seal', { step: 2, slot: minute(minutes) }))), 'two that go on')
    const last = sampleJob('seal', { step: 3, slot: minute(9), doneAt: minute(9) })
    await put(last)
    expectSame(await storage.transaction('tenant', ({ jobs }) => jobs.get('seal')), last, 'the last step')
  }),

  storageCase('jobs come in pages, by name', async (storage) => {
    const names = ['seal', 'Accrue', 'émile', '\u{1f600}', '\uffff']
    await storage.transaction('tenant', async ({ jobs }) => {
      for (const name of names) await jobs.put(sampleJob(name))
    })
    const list = (page?: PageRequest) => storage.transaction('tenant', ({ jobs }) => jobs.list(page))
    await expectPages(list, [...names].sort(compareBytes).map((name) => sampleJob(name)), 'jobs')
    await expectRefusedPages(list)
  }),
]

export const jobProbe: RecordProbe<'jobs', JobState> = {
  store: 'jobs',
  record: (text) => sampleJob(text, { run: { ...sampleJob(text).run, key: text, position: { [text]: [text] } } }),
  write: (jobs, state) => jobs.put(state),
  read: (jobs, { job }) => jobs.get(job),
}

/** The contract of `JobStore`. */
export const jobStoreSuite: Suite<StorageFactory<'jobs'>> = { name: 'job store', cases: [...recordCases(jobProbe), ...cases] }
