import type { AdjustmentRecord, AdjustmentStep } from '@farthing/ledger'
import type { AccountScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together. */
export interface AdjustmentFilter extends AccountScope {
  /** Those that a document to come may still take: neither applied nor withdrawn. */
  readonly open?: true
}

/** What people decided about documents of one tenant's accounts, and the steps of each. Append-only. Proved by `adjustmentStoreSuite`. */
export interface AdjustmentStore {
  /** Keeps an adjustment once; the same content again is a no-op. @throws `storage.conflict` when its id exists with other content */
  put(adjustment: AdjustmentRecord): Promise<void>
  get(id: string): Promise<AdjustmentRecord | undefined>
  /**
   * Adds a step behind the ones before; the same content again is a no-op. Its revision is the next one, and that is what keeps two documents from taking one
   * adjustment.
   *
   * @throws `storage.conflict` when its place is taken by other content, or it is not the next
   * @throws `adjustment.unknown` when there is no such adjustment
   */
  append(step: AdjustmentStep): Promise<void>
  /** The steps of an adjustment, by revision. */
  steps(id: string): Promise<readonly AdjustmentStep[]>
  /** Ordered by recording time, then id bytes. All accounts unless one is given. */
  list(filter: AdjustmentFilter, page?: PageRequest): Promise<Page<AdjustmentRecord>>
}
