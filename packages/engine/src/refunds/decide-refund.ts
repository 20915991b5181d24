import { fail, type Instant } from '@farthing/core'
import { advanceRefund, type Refund, type RefundStep } from '@farthing/ledger'
import type { PaymentRecordOf, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepRefund } from '../payments/payment-records.js'
import { retryWaiting } from '../payments/retry-waiting.js'

export interface ApproveRefund extends CommandOptions {
  /** Id of the refund. */
  readonly refund: string
  readonly reason?: string
}

export interface RejectRefund extends CommandOptions {
  /** Id of the refund. */
  readonly refund: string
  readonly reason: string
}

/**
 * Approves a refund that was requested; `refunds.send` sends it.
 *
 * @throws `refund.unknown`, `refund.transition`, `command.conflict`, `text.*`
 */
export function approveRefund(context: BillingContext, input: ApproveRefund): Promise<Refund> {
  return decide(context, 'approved', input)
}

/**
 * Rejects a refund that was requested, or approved and not sent yet: what it asked for is there again.
 *
 * @throws `refund.unknown`; `refund.transition` once its provider was asked to send it; `command.conflict`, `text.*`
 */
export function rejectRefund(context: BillingContext, input: RejectRefund): Promise<Refund> {
  return decide(context, 'rejected', input)
}

function decide(context: BillingContext, status: 'approved' | 'rejected', input: ApproveRefund): Promise<Refund> {
  return runCommand(context, {
    kind: `refunds.${status}`,
    input,
    perform: async (stores, at) => {
      const { refund: id, actor = 'system', reason } = input
      const refund = await advance(stores, id, { status, at, actor, ...(reason !== undefined && { reason }) })
      if (status === 'rejected') await retryWaiting(context, stores, { provider: refund.provider, payment: refund.payment }, at)
      return id
    },
    recall: async (stores, id) => (await stores.payments.get('refund', id))?.content,
  })
}

async function advance(stores: Stores, id: string, step: RefundStep & { readonly at: Instant }): Promise<Refund> {
  const before = await loadRefund(stores, id)
  const refund = advanceRefund(before.content, step)
  if (refund !== before.content) await keepRefund(stores, refund, before)
  return refund
}

/** @throws `refund.unknown` */
export async function loadRefund({ payments }: Stores, id: string): Promise<PaymentRecordOf<'refund'>> {
  return (await payments.get('refund', id)) ?? fail('refund.unknown', { field: 'refund', because: `is ${JSON.stringify(id)}` })
}
