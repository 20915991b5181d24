import { failureOf, type Failure, type Instant } from '@farthing/core'
import { addPaymentFact, findLostSessions, type PaymentSession, type ProviderEvent } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { lostRefunds, recoverRefund } from '../refunds/refresh-refund.js'
import { keepSession } from './payment-records.js'
import { loadSession } from './payment-standing.js'
import { askProvider } from './provider-of.js'
import { takeFound } from './refresh-payment.js'
import { openAtProvider } from './start-payment.js'
import { takeReport } from './take-webhook.js'

export interface RecoverPayments {
  /** Sessions and refunds whose provider has been silent since this instant or longer. */
  readonly silentSince: Instant
}

export interface RecoveryResult {
  /** Ids, by what became of them. */
  readonly sessions: {
    /** The provider knows it: what it said is taken in. */
    readonly found: readonly string[]
    /** The provider had not heard of it: opened now. */
    readonly opened: readonly string[]
    /** The provider has not heard of it, and its time is over. */
    readonly expired: readonly string[]
  }
  readonly refunds: {
    /** The provider knows it: what it said is taken in. */
    readonly found: readonly string[]
    /** The provider had not heard of it: sent now. */
    readonly sent: readonly string[]
  }
  /** Events that fitted nothing, and now do. */
  readonly reconciled: readonly string[]
  /** What could not be asked about, or taken in; the next run tries again. */
  readonly failed: readonly RecoveryFailure[]
}

export interface RecoveryFailure {
  readonly about: 'session' | 'refund' | 'event'
  readonly id: string
  readonly failure: Failure
}

/**
 * Asks providers about sessions and refunds whose answers or webhooks were lost, and tries again what fitted nothing. Run it from a job every few minutes;
 * may run at any time, also twice at once. One that cannot be asked about does not keep others.
 *
 * @throws `time.*`
 */
export async function recoverPayments(context: BillingContext, { silentSince }: RecoverPayments): Promise<RecoveryResult> {
  const at = context.clock.now()
  const failed: RecoveryFailure[] = []
  const sessions: Ids<SessionOutcome> = { found: [], opened: [], expired: [] }
  const refunds: Ids<'found' | 'sent'> = { found: [], sent: [] }
  const attempt = async (about: RecoveryFailure['about'], id: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      failed.push({ about, id, failure: failureOf(error) })
    }
  }
  for (const session of findLostSessions(await unfinished(context), { at, silentSince })) {
    await attempt('session', session.id, async () => void sessions[await recoverSession(context, session, at)].push(session.id))
  }
  for (const refund of await lostRefunds(context, silentSince)) {
    await attempt('refund', refund.id, async () => void refunds[await recoverRefund(context, refund)].push(refund.id))
  }
  const reconciled: string[] = []
  for (const event of await waitingEvents(context)) {
    await attempt('event', event.id, async () => {
      if ((await takeReport(context, event)).outcome === 'applied') reconciled.push(event.id)
    })
  }
  return { sessions, refunds, reconciled, failed }
}

type SessionOutcome = 'found' | 'opened' | 'expired'
type Ids<Outcome extends string> = { readonly [outcome in Outcome]: string[] }

async function unfinished({ storage, tenant }: BillingContext): Promise<readonly PaymentSession[]> {
  return storage.transaction(tenant, async ({ payments }) => {
    const open = []
    for (const status of ['initiated', 'authorised']) open.push(...(await listAll((page) => payments.list('session', { status }, page))))
    return open.map(({ content }) => content)
  })
}

async function recoverSession(context: BillingContext, session: PaymentSession, at: Instant): Promise<SessionOutcome> {
  const found = await askProvider(context, session.provider, (provider) => provider.findSession(session.idempotencyKey))
  if (found !== undefined) {
    await takeFound(context, session.id, found)
    return 'found'
  }
  if (at < session.expiresAt) {
    await openAtProvider(context, session)
    return 'opened'
  }
  await retryConflicts(context, async (stores) => {
    const before = await loadSession(stores, session.id)
    await keepSession(stores, addPaymentFact(before.content, { id: `expired/${session.id}`, kind: 'expired', at: session.expiresAt }), before)
  })
  return 'expired'
}

async function waitingEvents({ storage, tenant }: BillingContext): Promise<readonly ProviderEvent[]> {
  const waiting = await storage.transaction(tenant, ({ payments }) => listAll((page) => payments.list('webhook', { status: 'unreconciled' }, page)))
  return waiting.map(({ content }) => content.webhook.content)
}
