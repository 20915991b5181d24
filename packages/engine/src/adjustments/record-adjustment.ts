import { fail } from '@farthing/core'
import { checkAdjustment, type AdjustmentRecord, type AdjustmentStanding, type AmountAdjustment, type DiscountAdjustment } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { findAdjustment } from './load-adjustments.js'

/** What no host says: who decided it and when follow from the command. */
type Derived = 'actor' | 'recordedAt'
/** Terms that have a value when they are not given. */
type Preset = 'id' | 'effectiveAt' | 'needsApproval'
type Terms<A extends AdjustmentRecord> = Omit<A, Preset | Derived> & Partial<Pick<A, Preset & keyof A>>

/**
 * An amount that an account is charged or credited, once, or a discount on its documents. `id` is the command key, `effectiveAt` now, and nobody has to
 * approve it unless `needsApproval` says so here or `invoicing.approval` for all.
 */
export type RecordAdjustment = CommandOptions & (Terms<AmountAdjustment> | Terms<DiscountAdjustment>)

/**
 * Records what the next document of an account takes, or what all of them have taken off. A record is never changed: `withdraw` takes it back.
 *
 * @throws `adjustment.invalid`, also for an id that is taken; `account.unknown`, the `money.*`, `decimal.*` and `time.*` codes, `command.conflict`
 */
export function recordAdjustment(context: BillingContext, input: RecordAdjustment): Promise<AdjustmentStanding> {
  return runCommand(context, {
    kind: 'adjustments.record',
    input,
    perform: (stores, at) => {
      const { correlation: _, key, actor = 'system', id = key, effectiveAt = at, needsApproval = false, ...terms } = input
      return keepAdjustment(context, stores, { ...terms, id, actor, effectiveAt, needsApproval, recordedAt: at })
    },
    recall: findAdjustment,
  })
}

/** Checks and keeps an adjustment, and gives its id. */
export async function keepAdjustment({ invoicing }: Pick<BillingContext, 'invoicing'>, stores: Stores, given: AdjustmentRecord & { readonly key?: string }): Promise<string> {
  const { key: _, ...record } = given
  const adjustment = checkAdjustment({ ...record, needsApproval: record.needsApproval || invoicing.approval === 'required' })
  if ((await stores.accounts.get(adjustment.account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(adjustment.account)}` })
  if ((await stores.adjustments.get(adjustment.id)) !== undefined) fail('adjustment.invalid', { field: 'id', because: `is ${JSON.stringify(adjustment.id)}, which is taken` })
  await stores.adjustments.put(adjustment)
  return adjustment.id
}
