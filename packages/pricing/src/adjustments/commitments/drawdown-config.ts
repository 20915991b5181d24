import type { Decimal } from '@farthing/core'
import { at, oneOf, optional, readPositive, readRecord } from '../../models/read-fields.js'
import { checkCommitContract, type CommitContract } from './commit-contract.js'

export interface CommitDrawdown {
  readonly contract: CommitContract
  /** Who bills a prepaid amount: `elsewhere`, the default, or the period in which it starts, as a charge in advance. */
  readonly purchase?: 'charged' | 'elsewhere'
  /** What money beyond the commitment costs while it runs; `"1"` unless given, below 1 for a rebate. */
  readonly overageFactor?: Decimal
}

/** Reads the configuration of a drawdown in canonical form. @throws what `checkCommitContract` throws */
export function readDrawdown(config: unknown, field: string): CommitDrawdown {
  const fields = readRecord(config, field, ['contract', 'purchase', 'overageFactor'])
  return {
    contract: checkCommitContract(fields.contract, at(field, 'contract')),
    ...optional(fields, 'purchase', field, oneOf(['charged', 'elsewhere'])),
    ...optional(fields, 'overageFactor', field, readPositive),
  }
}
