import type { AdjustmentStanding } from '@farthing/ledger'
import type { AdjustmentFilter, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { findAdjustment, listAdjustments } from './load-adjustments.js'
import { approveAdjustment, withdrawAdjustment, type MoveAdjustment } from './move-adjustment.js'
import { overrideLine, type OverrideLine } from './override-line.js'
import { recordAdjustment, type RecordAdjustment } from './record-adjustment.js'

/** What people decide about documents of accounts. */
export interface AdjustmentOperations {
  /** Records an amount that the next document of an account takes, or a discount on all of them. */
  record(input: RecordAdjustment): Promise<AdjustmentStanding>
  /** Sets a line of the next document to another amount. */
  override(input: OverrideLine): Promise<AdjustmentStanding>
  /** Agrees to what somebody else recorded. */
  approve(input: MoveAdjustment): Promise<AdjustmentStanding>
  /** Takes back what no document has taken. */
  withdraw(input: MoveAdjustment): Promise<AdjustmentStanding>
  get(id: string): Promise<AdjustmentStanding | undefined>
  /** By recording time, each with where it stands. */
  list(filter?: AdjustmentFilter, page?: PageRequest): Promise<Page<AdjustmentStanding>>
}

export function adjustmentOperations(context: BillingContext): AdjustmentOperations {
  const { storage, tenant } = context
  return {
    record: (input) => recordAdjustment(context, input),
    override: (input) => overrideLine(context, input),
    approve: (input) => approveAdjustment(context, input),
    withdraw: (input) => withdrawAdjustment(context, input),
    get: (id) => storage.transaction(tenant, (stores) => findAdjustment(stores, id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { ...scopeRules, open: 'flag' })
      return storage.transaction(tenant, (stores) => listAdjustments(stores, conditions, page))
    },
  }
}
