import { failureOf, type Failure, type Instant } from '@farthing/core'
import { addPaymentFact, findLostSessions, type PaymentSession } from '@farthing/ledger'
import { listAll } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { keepSession } from './payment-records.js'
import { loadSession } from './payment-standing.js'
import { providerOf } from './provider-of.js'
import { takeFound } from './refresh-payment.js'
import { openAtProvider } from './start-payment.js'
import { takeReport } from './take-webhook.js'

export interface RecoverPayments {
  /** Sessions whose provider has been silent since this instant or longer. */
  readonly silentSince: Instant
}

export interface RecoveryResult {
  /** Sessions that the provider knows: what it said is taken in. */
  readonly found: readonly string[]
  /** Sessions that the provider had not heard of, opened now. */
  readonly opened: readonly string[]
  /** Sessions that the provider has not heard of and whose time is over. */
  readonly expired: readonly string[]
  /** Events that fitted nothing, and now do. */
  readonly reconciled: readonly string[]
  /** Sessions that could not be asked about; the next run asks again. */
  readonly failed: readonly { readonly session: string; readonly failure: Failure }[]
}

type Outcome = 'found' | 'opened' | 'expired'

/**
 * Asks providers about sessions whose answers or webhooks were lost, and tries again what fitted nothing. Run it from a job every few minutes; may run at
 * any time, also twice at once. One session that cannot be asked about does not keep others.
 *
 * @throws `time.*`
 */
export async function recoverPayments(context: BillingContext, { silentSince }: RecoverPayments): Promise<RecoveryResult> {
  const at = context.clock.now()
  const ids: { readonly [outcome in Outcome]: string[] } = { found: [], opened: [], expired: [] }
  const failed: RecoveryResult['failed'][number][] = []
  for (const session of findLostSessions(await unfinished(context), { at, silentSince })) {
    try {
      ids[await recover(context, session, at)].push(session.id)
    } catch (error) {
      failed.push({ session: session.id, failure: failureOf(error) })
    }
  }
  return { ...ids, reconciled: await tryAgain(context), failed }
}

async function unfinished({ storage, tenant }: BillingContext): Promise<readonly PaymentSession[]> {
  return storage.transaction(tenant, async ({ payments }) => {
    const open = []
    for (const status of ['initiated', 'authorised']) open.push(...(await listAll((page) => payments.list('session', { status }, page))))
    return open.map(({ content }) => content)
  })
}

async function recover(context: BillingContext, session: PaymentSession, at: Instant): Promise<Outcome> {
  const provider = providerOf(context, session.provider)
  const found = await provider.findSession(session.idempotencyKey)
  if (found !== undefined) {
    await takeFound(context, session.id, found)
    return 'found'
  }
  if (at < session.expiresAt) {
    await openAtProvider(context, provider, session)
    return 'opened'
  }
  await retryConflicts(context, async (stores) => {
    const before = await loadSession(stores, session.id)
    await keepSession(stores, addPaymentFact(before.content, { id: `expired/${session.id}`, kind: 'expired', at: session.expiresAt }), before)
  })
  return 'expired'
}

/** A transaction for each: whatever one of them meets does not touch the others. */
async function tryAgain(context: BillingContext): Promise<readonly string[]> {
  const { storage, tenant } = context
  const waiting = await storage.transaction(tenant, (stores) => listAll((page) => stores.payments.list('webhook', { status: 'unreconciled' }, page)))
  const reconciled: string[] = []
  for (const { content } of waiting) {
    const { event, outcome } = await takeReport(context, content.webhook.content)
    if (outcome === 'applied') reconciled.push(event)
  }
  return reconciled
}
