import { compareBytes, periodAt, periodsIn, type Instant, type Interval } from '@farthing/core'
import { retentionDecision, type RetentionAnswer } from '@farthing/ledger'
import { billingGridOf } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { countEvents } from '../events/count-events.js'
import { conservation, type Conservation } from '../explain/conservation.js'
import { contractsIn } from '../usage/select-periods.js'
import { checkPastInterval } from './past-interval.js'
import { usageGates } from './usage-gates.js'

export interface UsageRetentionScope {
  /** Event time; it has ended. A month in UTC is what PostgreSQL lets go of at a time. */
  readonly period: Interval
  /** All of the tenant unless given. */
  readonly account?: string
}

/** What is to be done about the usage of one account. */
export type AccountRetention = { readonly account: string; readonly events: number } & RetentionAnswer

export interface UsageRetention extends Interval {
  readonly decidedAt: Instant
  /** `compact_candidate` only if every account is one, and no event of the period belongs to nobody. */
  readonly decision: RetentionAnswer['decision']
  /** By id; accounts whose subscriptions run in the period. */
  readonly accounts: readonly AccountRetention[]
  /** Events of the period that no subscription has or that break their meter: nobody has decided what they are. Counted for the whole tenant only. */
  readonly loose: number
}

/**
 * Whether raw usage of a period may be replaced by its totals, account by account, with every reason. Writes and deletes nothing.
 *
 * Gates are answered from what is stored: every event of every billing period that reaches into it is sealed, billed or excluded for a reason; nothing is late and no
 * correction is open; the time to contest its last document is over and no dispute is open; both reviews cover it. Reads every event twice for each subscription:
 * for a job of the night.
 *
 * @throws `account.unknown`, `retention.review_invalid` for a period that has not ended, `time.*`, `period.*`
 */
export async function decideUsage(context: BillingContext, { period, account }: UsageRetentionScope): Promise<UsageRetention> {
  const decidedAt = context.clock.now()
  const interval = checkPastInterval(period, decidedAt)
  const rows = await rowsByAccount(context, interval, account)
  const accounts: AccountRetention[] = []
  for (const [id, of] of [...rows].sort(([a], [b]) => compareBytes(a, b))) {
    const answer = await context.storage.transaction(context.tenant, (stores) => answerFor(context, stores, { account: id, interval, rows: of, decidedAt }))
    accounts.push({ account: id, events: of.reduce((sum, { events }) => sum + events, 0), ...answer })
  }
  const loose = account === undefined ? await looseEvents(context, interval) : 0
  const isCandidate = loose === 0 && accounts.every(({ decision }) => decision === 'compact_candidate') && isOver(context, interval, decidedAt)
  return { ...interval, decidedAt, decision: isCandidate ? 'compact_candidate' : 'keep', accounts, loose }
}

/** Every billing period that reaches into the interval, whole, by account. */
async function rowsByAccount(context: BillingContext, interval: Interval, account: string | undefined): Promise<ReadonlyMap<string, Conservation[]>> {
  const periods = await context.storage.transaction(context.tenant, async (stores) =>
    (await contractsIn(context, stores, account === undefined ? {} : { account })).flatMap(({ subscription, planVersion }) => {
      const grid = billingGridOf(subscription, planVersion.content)
      const whole = periodsIn(grid, interval).map(({ from }) => periodAt(grid, from))
      const running = whole.filter(({ from, to }) => subscription.from < to && (subscription.to === undefined || subscription.to > from))
      return running.map(({ from, to }) => ({ account: subscription.account, subscription: subscription.id, period: { from, to } }))
    }),
  )
  const rows = new Map<string, Conservation[]>()
  for (const { account: id, subscription, period } of periods) {
    const known = rows.get(id) ?? []
    rows.set(id, [...known, ...(await conservation(context, { subscription, period }))])
  }
  return rows
}

interface AccountQuestion {
  readonly account: string
  readonly interval: Interval
  readonly rows: readonly Conservation[]
  readonly decidedAt: Instant
}

async function answerFor(context: BillingContext, stores: Stores, { account, interval, rows, decidedAt }: AccountQuestion): Promise<RetentionAnswer> {
  const holds = await listAll((page) => stores.controls.list('legal_hold', { account, status: 'in_force' }, page))
  return retentionDecision({
    recordClass: 'usage_event',
    recordedAt: interval.to,
    now: decidedAt,
    policy: context.retention.policy,
    gates: await usageGates(context, stores, { account, interval, rows }, decidedAt),
    legalHolds: holds.map(({ id }) => id),
  })
}

/** Where there is no account, the time of the policy alone decides. */
function isOver({ retention }: BillingContext, { to }: Interval, now: Instant): boolean {
  const gates = { rated: true, invoices_final: true, dispute_window_closed: true, audit_reviewed: true, minimisation_reviewed: true }
  return retentionDecision({ recordClass: 'usage_event', recordedAt: to, now, policy: retention.policy, gates }).decision === 'compact_candidate'
}

async function looseEvents(context: BillingContext, { from, to }: Interval): Promise<number> {
  const { readings } = await countEvents(context, { from, to })
  return readings.unattached + readings.quarantined
}
