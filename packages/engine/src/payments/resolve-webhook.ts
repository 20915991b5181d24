import { checkText, fail } from '@farthing/core'
import type { PaymentRecordOf, TakenWebhook } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { idOfName, keepWebhook } from './payment-records.js'

export interface ResolveWebhook extends CommandOptions {
  readonly provider: string
  /** The provider's id of the event. */
  readonly event: string
  /** What was found out, or done elsewhere. */
  readonly reason: string
}

/**
 * Decides that nothing is to be done about an event that fits nothing. It stays on record, with who decided and why, and is not tried again.
 *
 * @throws `webhook.unknown` for an event that is not kept or fits; `command.conflict`, `text.*`
 */
export function resolveWebhook(context: BillingContext, input: ResolveWebhook): Promise<TakenWebhook> {
  return runCommand(context, {
    kind: 'payments.resolve',
    input,
    perform: async (stores, at) => {
      const { provider, event, actor = 'system' } = input
      const reason = checkText(input.reason, { field: 'reason', maxLength: 1_024 })
      const id = idOfName('webhook', { provider, name: event }, context.digest)
      const before = refuseOthers(await stores.payments.get('webhook', id), event)
      await keepWebhook(stores, { id, status: 'resolved', content: { ...before.content, resolution: { actor, reason, at } }, before })
      return id
    },
    recall: async (stores, id) => (await stores.payments.get('webhook', id))?.content,
  })
}

function refuseOthers(record: PaymentRecordOf<'webhook'> | undefined, event: string): PaymentRecordOf<'webhook'> {
  if (record?.status === 'unreconciled') return record
  return fail('webhook.unknown', { field: 'event', because: `is ${JSON.stringify(event)}, which ${record === undefined ? 'is not kept' : `is ${record.status}`}` })
}
