import { fail, hashContent } from '@farthing/core'
import { addDisputeFact, disputeState, type Dispute } from '@farthing/ledger'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepDispute } from '../payments/payment-records.js'
import { askProvider } from '../payments/provider-of.js'
import { loadDispute } from './load-dispute.js'

export interface SubmitEvidence extends CommandOptions {
  /** Id of the dispute. */
  readonly dispute: string
}

/**
 * Hands all evidence of a dispute to its provider, outside of any transaction. With the same evidence it is one call, however often its answer is lost.
 *
 * @throws `dispute.unknown`; `dispute.invalid` without evidence; `dispute.over` after the verdict; `payment.refused` by the provider;
 *   `payment.provider_unknown`, `payment.provider_unavailable`, `command.conflict`
 */
export async function submitEvidence(context: BillingContext, input: SubmitEvidence): Promise<Dispute> {
  const { tenant, digest, storage } = context
  checkCommandOptions(input, context)
  const recorded = await storage.transaction(tenant, (stores) => stores.commands.get(kind, input.key))
  const idempotencyKey = recorded === undefined ? await submit(context, input) : ''
  return runCommand(context, {
    kind,
    input,
    perform: async (stores, at) => {
      const before = await loadDispute(stores, input.dispute)
      const after = addDisputeFact(before.content, { id: hashContent('evidence-submitted/1', [idempotencyKey, input.key], digest), kind: 'evidence_submitted', at })
      if (after !== before.content) await keepDispute(stores, after, before)
      return input.dispute
    },
    recall: async (stores, id) => (await stores.payments.get('dispute', id))?.content,
  })
}

const kind = 'disputes.submit'

/** The key follows from what is submitted: other evidence is another call. */
async function submit(context: BillingContext, { dispute: id }: SubmitEvidence): Promise<string> {
  const { tenant, digest, storage } = context
  const { content: dispute } = await storage.transaction(tenant, (stores) => loadDispute(stores, id))
  const { provider: name, providerDispute, evidence } = dispute
  const { outcome } = disputeState(dispute)
  if (outcome !== undefined) fail('dispute.over', { field: 'dispute', because: `is ${id}, which was ${outcome}`, facts: { outcome } })
  if (evidence.length === 0) fail('dispute.invalid', { field: 'evidence', because: 'is missing' })
  const idempotencyKey = hashContent('dispute-evidence/1', [tenant, id, evidence.map((piece) => piece.id)], digest)
  await askProvider(context, name, (provider) => provider.submitEvidence({ idempotencyKey, dispute: providerDispute, evidence }))
  return idempotencyKey
}
