import { fail, fitId } from '@farthing/core'
import { addDisputeFact, disputeState, type Dispute } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { laterOf, keepDispute } from '../payments/payment-records.js'
import { loadDispute } from './load-dispute.js'

export interface CloseDispute extends CommandOptions {
  /** Id of the dispute. */
  readonly dispute: string
}

/**
 * Closes a dispute that was won or lost: nobody works on it any more. A verdict that is turned round later is booked all the same.
 *
 * @throws `dispute.unknown`; `dispute.invalid` for one without a verdict; `command.conflict`
 */
export function closeDispute(context: BillingContext, input: CloseDispute): Promise<Dispute> {
  return runCommand(context, {
    kind: 'disputes.close',
    input,
    perform: async (stores, now) => {
      const before = await loadDispute(stores, input.dispute)
      if (disputeState(before.content).outcome === undefined) fail('dispute.invalid', { field: 'dispute', because: `is ${input.dispute}, which has no verdict yet` })
      const at = laterOf(now, before.content.facts.at(-1)?.at)
      await keepDispute(stores, addDisputeFact(before.content, { id: fitId(`closed/${input.key}`, { digest: context.digest }), kind: 'closed', at }), before)
      return input.dispute
    },
    recall: async (stores, id) => (await stores.payments.get('dispute', id))?.content,
  })
}
