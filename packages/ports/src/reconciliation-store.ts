import type { Hash } from '@farthing/core'
import type { ReconciliationRun } from '@farthing/ledger'
import type { TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together. */
export interface ReconciliationFilter extends TimeScope {
  /** Whether it found anything that does not fit. */
  readonly outcome?: 'agrees' | 'differs'
}

/** Runs of reconciliation of one tenant. Append-only. Proved by `reconciliationStoreSuite`. */
export interface ReconciliationStore {
  /** Keeps a run once; the same again is a no-op. @throws `storage.conflict` for other content under its id; `storage.tenant_mismatch` */
  put(run: ReconciliationRun): Promise<void>
  get(id: Hash): Promise<ReconciliationRun | undefined>
  /** Ordered by time, then id bytes. */
  list(filter: ReconciliationFilter, page?: PageRequest): Promise<Page<ReconciliationRun>>
}
