import { addAllMoney, checkText, epochMsOf, fail, instantOfEpochMs, money, type CurrencyCode, type Instant, type Money } from '@farthing/core'
import { addPaymentFact, linkSession, startSession, type PaymentSession } from '@farthing/ledger'
import type { CheckoutRequest, ProviderSession, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { documentsMeant } from './documents-meant.js'
import { customerOf } from './link-customer.js'
import { idOfCommand, keepSession } from './payment-records.js'
import { loadSession, standingOf, type PaymentStanding } from './payment-standing.js'
import { askProvider, providerOf, refusalOf } from './provider-of.js'
import { retryWaiting } from './retry-waiting.js'
import { openDocumentsOf } from './settle-session.js'

export interface StartPayment extends CommandOptions {
  readonly account: string
  readonly provider: string
  /** A page to pay on (`checkout`), or the page of one invoice; `checkout` unless given. */
  readonly purpose?: 'checkout' | 'hosted_invoice'
  /** Documents that it is to settle, in this order, a supplementary invoice by its own id; all that are open in the account's currency, the oldest first, unless given. */
  readonly documents?: readonly string[]
  /** What is open of the documents unless given. */
  readonly amount?: Money
  /** Where the payer goes back to. */
  readonly returnUrl: string
  /** A day from now unless given. */
  readonly expiresAt?: Instant
}

const dayMs = 86_400_000

/**
 * Starts a payment, and gives where the payer goes to. The session is kept before its provider hears of it, and the provider is called outside of any
 * transaction with the session's own key: when the answer is lost, the same command asks again and gets the session that was opened, and so does
 * `payments.recover`.
 *
 * A provider that refuses leaves a session that failed.
 *
 * @throws `account.unknown`, `payment.provider_unknown`, `payment.allocation_invalid` for a document with nothing open; `payment.invalid`, `money.*`,
 *   `command.conflict`; `payment.provider_unavailable` when no answer came: the session stays as it is
 */
export async function startPayment(context: BillingContext, input: StartPayment): Promise<PaymentStanding> {
  providerOf(context, input.provider)
  const session = await runCommand(context, {
    kind: 'payments.start',
    input,
    perform: async (stores, at) => {
      const opened = await openSession(context, stores, { input, at })
      await keepSession(stores, opened)
      return opened.id
    },
    recall: async (stores, id) => (await stores.payments.get('session', id))?.content,
  })
  return openAtProvider(context, session)
}

/** Opens a session at its provider unless that is done or there is nothing to be paid any more, and keeps what the provider calls it. */
export async function openAtProvider(context: BillingContext, session: PaymentSession): Promise<PaymentStanding> {
  const standing = standingOf(session, context.clock.now())
  if (session.providerSession !== undefined || standing.status !== 'initiated') return standing
  const answer = await answerOf(context, session)
  return retryConflicts(context, (stores) => keepAnswer(context, stores, session.id, answer))
}

type Answer = ProviderSession | { readonly refused: string }

async function answerOf(context: BillingContext, session: PaymentSession): Promise<Answer> {
  const { tenant, account, provider: name, amount, expiresAt, idempotencyKey, customer, returnUrl = '', documents: [document = ''], purpose } = session
  const request: CheckoutRequest = { idempotencyKey, tenant, account, amount, returnUrl, expiresAt, ...(customer !== undefined && { customer }) }
  try {
    if (purpose !== 'hosted_invoice') return await askProvider(context, name, (provider) => provider.openCheckout(request))
    const invoice = await context.storage.transaction(context.tenant, async ({ documents, corrections }) => (await documents.get(document)) ?? (await corrections.findNote(document)))
    const ofInvoice = { ...request, document, number: invoice?.number ?? document }
    return await askProvider(context, name, (provider) => provider.openInvoice(ofInvoice))
  } catch (error) {
    const refused = refusalOf(error)
    if (refused === undefined) throw error
    return { refused }
  }
}

/** Notes what the provider said. Webhooks that name the session may have come before. */
async function keepAnswer(context: BillingContext, stores: Stores, id: string, answer: Answer): Promise<PaymentStanding> {
  const now = context.clock.now()
  const before = await loadSession(stores, id)
  const session = 'refused' in answer
    ? addPaymentFact(before.content, { id: `refused/${id}`, kind: 'failed', at: now, reason: answer.refused })
    : linkSession(before.content, { providerSession: answer.session, url: answer.url })
  if (session !== before.content) await keepSession(stores, session, before)
  await retryWaiting(context, stores, { provider: session.provider, name: session.providerSession }, now)
  return standingOf((await loadSession(stores, id)).content, now)
}

async function openSession(context: BillingContext, stores: Stores, { input, at }: { readonly input: StartPayment; readonly at: Instant }): Promise<PaymentSession> {
  const { tenant, digest } = context
  const { key, account, provider, purpose = 'checkout', correlation = key } = input
  const payer = await stores.accounts.get(account)
  if (payer === undefined) return fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}` })
  const documents = input.documents ?? []
  if (purpose === 'hosted_invoice' && documents.length !== 1) fail('payment.invalid', { field: 'documents', because: `are ${documents.length}, and the page of an invoice is for one` })
  const id = idOfCommand('session', { tenant, key }, digest)
  const customer = await customerOf(stores, { account, provider }, digest)
  return startSession({
    id, tenant, account, provider, purpose, amount: await amountOf(stores, input, payer.currency), documents, idempotencyKey: id, correlation, initiatedAt: at,
    expiresAt: input.expiresAt ?? instantOfEpochMs(epochMsOf(at) + dayMs),
    returnUrl: checkText(input.returnUrl, { field: 'returnUrl', maxLength: 2_048 }),
    ...(customer !== undefined && { customer: customer.customer }),
  })
}

/** What is asked for. Documents must be open; the amount may be less than they are, or more. */
async function amountOf(stores: Stores, { account, documents, amount }: StartPayment, currency: CurrencyCode): Promise<Money> {
  const open = await openDocumentsOf(stores, account)
  const meant = documents && (await documentsMeant(stores, documents.map((item) => ({ item })), open))
  const asked = meant?.map(({ item, amount: part }, index) => part ?? (open.find((document) => document.item === item) ?? refuseDocument(item, index)).open)
  if (amount !== undefined) return money(amount.amount, amount.currency, 'amount')
  const owed = asked ?? open.flatMap((document) => (document.open.currency === currency ? [document.open] : []))
  const [first] = owed
  if (first === undefined) return fail('payment.invalid', { field: 'amount', because: 'is not given, and nothing is open' })
  return addAllMoney(owed, first.currency)
}

function refuseDocument(item: string, index: number): never {
  return fail('payment.allocation_invalid', { field: `documents[${index}]`, because: `is ${JSON.stringify(item)}, which has nothing open`, facts: { item } })
}
