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
 * Approves a refund that was requested; `refunds.send` sends it. Another person than who asked for it, unless `refundApproval` is `anybody`; without an `actor` it
 * is nobody's.
 *
 * @throws `refund.unknown`; `refund.approval` for who asked for it, and once somebody else has approved it; `refund.transition`, `command.conflict`, `text.*`
 */
export function approveRefund(context: BillingContext, input: ApproveRefund): Promise<Refund> {
  return decide(context, 'approved', input)
}

/**
 * Rejects a refund that was requested, or approved and not sent yet: what it asked for is there again.
 *
 * @throws `refund.unknown`; `refund.transition` once its provider was asked to send it; `refund.approval` once somebody else has rejected it; `command.conflict`, `text.*`
 */
export function rejectRefund(context: BillingContext, input: RejectRefund): Promise<Refund> {
  return decide(context, 'rejected', input)
}

function decide(context: BillingContext, status: 'approved' | 'rejected', input: ApproveRefund): Promise<Refund> {
  return runCommand(context, {
    kind: status === 'approved' ? 'refunds.approve' : 'refunds.reject',
    input,
    perform: async (stores, at) => {
      const { refund: id, actor = 'system', reason } = input
      const refund = await advance(context, stores, id, { status, at, actor, ...(reason !== undefined && { reason }) })
      if (status === 'rejected') await retryWaiting(context, stores, { provider: refund.provider, payment: refund.payment }, at)
      return id
    },
    recall: async (stores, id) => (await stores.payments.get('refund', id))?.content,
  })
}

async function advance(context: BillingContext, stores: Stores, id: string, step: RefundStep & { readonly at: Instant }): Promise<Refund> {
  const before = await loadRefund(stores, id)
  checkDecider(context, before.content, step)
  const refund = advanceRefund(before.content, step)
  if (refund !== before.content) await keepRefund(stores, refund, before)
  return refund
}

/** A decision stands with the name of who took it: somebody else's would not be recorded. Software that names nobody decides by rules of its own. */
function checkDecider({ refundApproval }: BillingContext, { id, requestedBy, steps }: Refund, { status, actor }: RefundStep): void {
  const taken = steps.find((step) => step.status === status)
  if (taken !== undefined && taken.actor !== actor) {
    fail('refund.approval', { field: 'actor', because: `is ${actor}, and refund ${id} was ${status} by ${taken.actor}`, facts: { refund: id, status, actor: taken.actor } })
  }
  if (status !== 'approved' || refundApproval === 'anybody' || actor === 'system' || actor !== requestedBy) return
  fail('refund.approval', { field: 'actor', because: `is ${actor}, who asked for refund ${id}`, facts: { refund: id, requestedBy } })
}

/** @throws `refund.unknown` */
export async function loadRefund({ payments }: Stores, id: string): Promise<PaymentRecordOf<'refund'>> {
  return (await payments.get('refund', id)) ?? fail('refund.unknown', { field: 'refund', because: `is ${JSON.stringify(id)}` })
}
