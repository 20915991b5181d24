import { runReconciliation } from '../../reconciliation/run-reconciliation.js'
import type { Job } from '../job.js'

export const reconcile: Job = {
  does: 'Holds usage, charges, documents, the book and payments against each other, and keeps what does not fit.',
  schedule: (zone) => ({ every: 'day', at: '05:00', zone }),
  step: async (context) => {
    const run = await runReconciliation(context)
    return { counts: { mismatches: run.mismatches.length } }
  },
}
