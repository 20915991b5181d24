import { fail, type Instant } from '@farthing/core'
import { advanceRefund, beginSending, refundStatus, refundTransactions, type Refund, type RefundStep } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookPostings } from '../payments/book-postings.js'
import { keepRefund } from '../payments/payment-records.js'
import { askProvider, providerOf, refusalOf } from '../payments/provider-of.js'
import { retryWaiting } from '../payments/retry-waiting.js'
import { creditRefund } from './credit-refund.js'
import { loadRefund } from './decide-refund.js'

export interface SendRefund extends CommandOptions {
  /** Id of the refund. */
  readonly refund: string
  /** What the provider calls it, where it was sent by hand: then no provider is asked. */
  readonly providerRefund?: string
}

/**
 * Sends a refund that is approved. To its provider: that it is asked is kept first; then it is called, outside of any transaction and with the refund's own
 * key. When the answer is lost, the same command, or `payments.recover`, asks again, and one refund is sent; the outcome comes by webhook. To account
 * credit: it is there at once, as a grant with the refund's id.
 *
 * A provider that refuses leaves a refund that failed. What the payment had settled is open again from `sent` on, and settled again when it failed.
 *
 * @throws `refund.unknown`; `refund.transition` for one that is not approved; `refund.invalid` for a provider's name of what goes to account credit;
 *   `payment.provider_unknown`; `payment.provider_unavailable` when no answer came: the refund stays approved; `command.conflict`. Nobody is asked to send
 *   anything by a command that is refused
 */
export async function sendRefund(context: BillingContext, input: SendRefund): Promise<Refund> {
  const refund = await runCommand(context, {
    kind: 'refunds.send',
    input,
    perform: async (stores, at) => {
      await begin(context, stores, input, at)
      return input.refund
    },
    recall: async (stores, id) => (await stores.payments.get('refund', id))?.content,
  })
  return sendAtProvider(context, refund)
}

/** What goes to the provider is only begun: it is asked once that is kept. */
async function begin(context: BillingContext, stores: Stores, { refund: id, providerRefund, actor = 'system' }: SendRefund, at: Instant): Promise<void> {
  const { content: refund } = await lockRefund(stores, id)
  if (refund.mode === 'account_credit') {
    if (providerRefund !== undefined) fail('refund.invalid', { field: 'providerRefund', because: `is ${JSON.stringify(providerRefund)}, and refund ${id} goes to account credit` })
    await keepSteps(context, stores, { id, steps: [{ status: 'sent', at, actor }, { status: 'settled', at, actor }], at })
    return creditRefund(stores, refund, at)
  }
  if (providerRefund !== undefined) return keepSteps(context, stores, { id, steps: [{ status: 'sent', at, actor, providerRefund }], at })
  if (refundStatus(refund) === 'approved') providerOf(context, refund.provider)
  const before = await loadRefund(stores, id)
  const begun = beginSending(before.content, { at, actor })
  if (begun !== before.content) await keepRefund(stores, begun, before)
}

/** Asks the provider of a refund that was begun to send it, unless its answer is known. */
export async function sendAtProvider(context: BillingContext, refund: Refund): Promise<Refund> {
  if (refundStatus(refund) !== 'approved' || refund.sending === undefined) return refund
  return keepAnswer(context, refund, await answerOf(context, refund))
}

export type RefundAnswer = { readonly refund: string } | { readonly refused: string }

async function answerOf(context: BillingContext, { provider: name, idempotencyKey, payment, amount }: Refund): Promise<RefundAnswer> {
  try {
    return await askProvider(context, name, (provider) => provider.sendRefund({ idempotencyKey, payment, amount }))
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === undefined) throw error
    return { refused }
  }
}

/** Notes what the provider said. Webhooks with the outcome may have come before. */
export function keepAnswer(context: BillingContext, { id, provider, sending }: Refund, answer: RefundAnswer): Promise<Refund> {
  const at = context.clock.now()
  const step: RefundStep = 'refused' in answer
    ? { status: 'failed', at, actor: provider, reason: answer.refused }
    : { status: 'sent', at, actor: sending?.actor ?? 'system', providerRefund: answer.refund }
  return retryConflicts(context, async (stores) => {
    await lockRefund(stores, id)
    await keepSteps(context, stores, { id, steps: [step], at })
    return (await loadRefund(stores, id)).content
  })
}

async function lockRefund(stores: Stores, id: string) {
  const found = await loadRefund(stores, id)
  await stores.accounts.lock(found.content.account)
  return loadRefund(stores, id)
}

interface KeptSteps {
  readonly id: string
  readonly steps: readonly RefundStep[]
  readonly at: Instant
}

async function keepSteps(context: BillingContext, stores: Stores, { id, steps, at }: KeptSteps): Promise<void> {
  const before = await loadRefund(stores, id)
  const refund = steps.reduce(advanceRefund, before.content)
  if (refund !== before.content) await keepRefund(stores, refund, before)
  await bookPostings(context, stores, refundTransactions(refund, { digest: context.digest }), at)
  const { provider, payment } = refund
  await retryWaiting(context, stores, { provider, payment, name: steps.at(-1)?.providerRefund }, at)
}
