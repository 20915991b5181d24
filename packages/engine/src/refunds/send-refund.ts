import type { Instant } from '@farthing/core'
import { advanceGrant, advanceRefund, checkGrant, refundStatus, refundTransactions, type Refund, type RefundStep } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookMovements } from '../credits/book-movements.js'
import { bookPostings } from '../payments/book-postings.js'
import { keepRefund } from '../payments/payment-records.js'
import { providerOf, refusalOf } from '../payments/provider-of.js'
import { retryWaiting } from '../payments/retry-waiting.js'
import { loadRefund } from './decide-refund.js'

export interface SendRefund extends CommandOptions {
  /** Id of the refund. */
  readonly refund: string
  /** What the provider calls it, where it was sent by hand: then no provider is asked. */
  readonly providerRefund?: string
}

/**
 * Sends a refund that is approved. To its provider: outside of any transaction and with the refund's own key, so that the same command can be given
 * again when the answer is lost, and one refund is sent; the outcome comes by webhook. To account credit: it is there at once, as a grant with the
 * refund's id.
 *
 * A provider that refuses leaves a refund that failed. What the payment had settled is open again from `sent` on, and settled again when it failed.
 *
 * @throws `refund.unknown`; `refund.transition` for one that is not approved; `payment.provider_unknown`; `payment.provider_unavailable` when no
 *   answer came: the refund stays approved; `command.conflict`
 */
export async function sendRefund(context: BillingContext, input: SendRefund): Promise<Refund> {
  const known = (await context.storage.transaction(context.tenant, (stores) => loadRefund(stores, input.refund))).content
  const answer = refundStatus(known) === 'approved' ? await answerOf(context, known, input) : {}
  return runCommand(context, {
    kind: 'refunds.send',
    input,
    perform: async (stores, at) => {
      await stores.accounts.lock(known.account)
      await keepAnswer(context, stores, { id: known.id, answer, actor: input.actor ?? 'system', at })
      return known.id
    },
    recall: async (stores, id) => (await stores.payments.get('refund', id))?.content,
  })
}

interface Answer {
  readonly providerRefund?: string
  readonly refused?: string
}

async function answerOf(context: BillingContext, refund: Refund, { providerRefund }: SendRefund): Promise<Answer> {
  const { mode, provider, idempotencyKey, payment, amount } = refund
  if (mode === 'account_credit') return {}
  if (providerRefund !== undefined) return { providerRefund }
  try {
    const sent = await providerOf(context, provider).sendRefund({ idempotencyKey, payment, amount })
    return { providerRefund: sent.refund }
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === undefined) throw error
    return { refused }
  }
}

interface KeptAnswer {
  readonly id: string
  readonly answer: Answer
  readonly actor: string
  readonly at: Instant
}

/** Webhooks with the outcome may have come before the answer. */
async function keepAnswer(context: BillingContext, stores: Stores, { id, answer, actor, at }: KeptAnswer): Promise<void> {
  const before = await loadRefund(stores, id)
  const refund = stepsOf(before.content, answer, { actor, at }).reduce(advanceRefund, before.content)
  if (refund !== before.content) await keepRefund(stores, refund, before)
  await bookPostings(context, stores, refundTransactions(refund, { digest: context.digest }), at)
  if (refund.mode === 'account_credit') await grantRefund(context, stores, refund, at)
  const { provider, payment } = refund
  await retryWaiting(context, stores, { provider, payment, name: answer.providerRefund }, at)
}

function stepsOf({ mode, provider }: Refund, { providerRefund, refused }: Answer, { actor, at }: Pick<KeptAnswer, 'actor' | 'at'>): readonly RefundStep[] {
  if (refused !== undefined) return [{ status: 'failed', at, actor: provider, reason: refused }]
  const sent: RefundStep = { status: 'sent', at, actor, ...(providerRefund !== undefined && { providerRefund }) }
  return mode === 'provider' ? [sent] : [sent, { status: 'settled', at, actor }]
}

const usualPriority = 100

async function grantRefund(context: BillingContext, stores: Stores, { id, account, amount, reason }: Refund, at: Instant): Promise<void> {
  if ((await stores.credits.get(id)) !== undefined) return
  const terms = { id, account, kind: 'paid', priority: usualPriority, createdAt: at, effectiveAt: at, reason } as const
  const grant = checkGrant({ ...terms, ...amount })
  await stores.credits.put(grant)
  await bookMovements(context, stores, grant, advanceGrant({ grant }, { at, reach: 'turnover', bookedAt: at }))
}
