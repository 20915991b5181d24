import type { JobState, JobStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { keepStep } from './keep-step.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf } from './record-rows.js'

const table = 'job_state'

export function pgJobStore(session: Session): JobStore {
  return {
    get: (job) => session.step(() => findRecord<JobState>(session, table, [['job', job]])),
    put: (state) => session.step(() => keepStep(session, { table, key: [['job', state.job]], field: 'job' }, state)),
    list: (page) =>
      session.step(() => listPage(session, { select: 'r.body::text AS body', table, order: [{ name: 'job', type: 'text' }], where: () => [], read: (row) => recordOf(row) as JobState }, page)),
  }
}
