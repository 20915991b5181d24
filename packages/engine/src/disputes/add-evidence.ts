import type { Hash } from '@farthing/core'
import { addEvidence as withEvidence, type Dispute } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepDispute } from '../payments/payment-records.js'
import { loadDispute } from './load-dispute.js'

export interface AddEvidence extends CommandOptions {
  /** Id of the dispute. */
  readonly dispute: string
  /** Such as `invoice`, `usage`, `correspondence`. */
  readonly kind: string
  /** What it says, or where it is kept: up to 20,000 characters. */
  readonly text: string
  /** Of a document that stands elsewhere. */
  readonly contentHash?: Hash
}

/**
 * Keeps a piece of evidence for a dispute, under the key of the command; `disputes.submit` hands it to the provider.
 *
 * @throws `dispute.unknown`; `dispute.over` after the verdict or the last date; `dispute.invalid` beyond 1,000 pieces; `command.conflict`, `text.*`
 */
export function addEvidence(context: BillingContext, input: AddEvidence): Promise<Dispute> {
  return runCommand(context, {
    kind: 'disputes.addEvidence',
    input,
    perform: async (stores, addedAt) => {
      const { key: id, dispute, kind, text, contentHash, actor = 'system' } = input
      const before = await loadDispute(stores, dispute)
      const after = withEvidence(before.content, { id, kind, text, addedAt, actor, ...(contentHash !== undefined && { contentHash }) })
      if (after !== before.content) await keepDispute(stores, after, before)
      return dispute
    },
    recall: async (stores, id) => (await stores.payments.get('dispute', id))?.content,
  })
}
