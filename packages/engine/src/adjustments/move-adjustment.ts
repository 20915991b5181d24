import { adjustmentStep, type AdjustmentChange, type AdjustmentStanding } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { findAdjustment, needAdjustment } from './load-adjustments.js'

export interface MoveAdjustment extends CommandOptions {
  /** Id of the adjustment. */
  readonly adjustment: string
  readonly reason?: string
}

/**
 * Agrees to an adjustment, so that the next document takes it. The actor is somebody else than who recorded it.
 *
 * @throws `adjustment.unknown`, `adjustment.transition`, `command.conflict`
 */
export function approveAdjustment(context: BillingContext, input: MoveAdjustment): Promise<AdjustmentStanding> {
  return move(context, input, 'approve')
}

/**
 * Takes an adjustment back that no document has taken, or a discount for all documents to come.
 *
 * @throws `adjustment.unknown`, `adjustment.transition`, `command.conflict`
 */
export function withdrawAdjustment(context: BillingContext, input: MoveAdjustment): Promise<AdjustmentStanding> {
  return move(context, input, 'withdraw')
}

function move(context: BillingContext, input: MoveAdjustment, how: 'approve' | 'withdraw'): Promise<AdjustmentStanding> {
  return runCommand(context, {
    kind: `adjustments.${how}`,
    input,
    perform: async (stores, at) => {
      const { adjustment, actor = 'system', reason } = input
      await takeStep(stores, adjustment, { move: how, actor, at, ...(reason === undefined ? {} : { reason }) })
      return adjustment
    },
    recall: findAdjustment,
  })
}

/** Adds the next step. Of two at once the second finds its place taken, `storage.conflict`, and its command starts again. */
export async function takeStep(stores: Stores, id: string, change: AdjustmentChange): Promise<void> {
  const adjustment = await needAdjustment(stores, id)
  await stores.adjustments.append(adjustmentStep(adjustment, await stores.adjustments.steps(id), change))
}
