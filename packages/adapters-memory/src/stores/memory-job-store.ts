import type { JobState, JobStore } from '@farthing/ports'
import { keepStep } from '../rows/keep-step.js'
import { listPage } from '../rows/list-page.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

export function memoryJobStore(rows: Rows<JobState>, transaction: Transaction): JobStore {
  const jobs = openTable(rows, transaction)
  return {
    get: (job) => transaction.step(() => jobs.get(job)),
    put: (state) => transaction.step(() => keepStep(jobs, { key: state.job, field: 'job' }, state)),
    list: (page) => transaction.step(() => listPage(jobs.all(), ({ job }) => [job], page)),
  }
}
