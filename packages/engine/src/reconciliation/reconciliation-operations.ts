import type { ReconciliationRun } from '@farthing/ledger'
import type { Page, PageRequest, ReconciliationFilter } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { timeRules } from '../filters/scope-rules.js'
import { runReconciliation, type RunReconciliation } from './run-reconciliation.js'

export interface ReconciliationOperations {
  /** Holds every record against those that belong with it, and keeps what does not fit. Run it from a job. */
  run(about?: RunReconciliation): Promise<ReconciliationRun>
  get(id: string): Promise<ReconciliationRun | undefined>
  /** By time. */
  list(filter?: ReconciliationFilter, page?: PageRequest): Promise<Page<ReconciliationRun>>
}

export function reconciliationOperations(context: BillingContext): ReconciliationOperations {
  const { storage, tenant } = context
  return {
    run: (about) => runReconciliation(context, about),
    get: (id) => storage.transaction(tenant, ({ reconciliations }) => reconciliations.get(id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { ...timeRules, outcome: { agrees: true, differs: true } })
      return storage.transaction(tenant, ({ reconciliations }) => reconciliations.list(conditions, page))
    },
  }
}
