import { compareBytes, periodAt, periodsIn, type Instant, type Interval } from '@farthing/core'
import { retentionDecision, type RetentionAnswer } from '@farthing/ledger'
import { billingGridOf } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { countEvents } from '../events/count-events.js'
import { conservationAt } from '../explain/conservation.js'
import { contractsIn } from '../usage/select-periods.js'
import { checkPastInterval } from './past-interval.js'
import { partiesOf, usageGates, type AccountUsage } from './usage-gates.js'

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
 * correction is open; the time to contest its last document is over and no dispute is open; both reviews cover it. What is resold counts for the reseller's documents, disputes and holds too. Reads every event twice for each subscription:
 * for a job of the night.
 *
 * @throws `account.unknown`, `retention.review_invalid` for a period that has not ended, `time.*`, `period.*`
 */
export async function decideUsage(context: BillingContext, { period, account }: UsageRetentionScope): Promise<UsageRetention> {
  const decidedAt = context.clock.now()
  const interval = checkPastInterval(period, decidedAt)
  const accounts: AccountRetention[] = []
  for (const usage of await usageByAccount(context, interval, account === undefined ? {} : { account })) accounts.push(await retentionOf(context, usage, decidedAt))
  const loose = account === undefined ? await looseEvents(context, interval) : 0
  const isCandidate = loose === 0 && accounts.every(({ decision }) => decision === 'compact_candidate') && isOver(context, interval, decidedAt)
  return { ...interval, decidedAt, decision: isCandidate ? 'compact_candidate' : 'keep', accounts, loose }
}

/** What is to be done about the usage of one account. */
export async function retentionOf(context: BillingContext, usage: AccountUsage, decidedAt: Instant): Promise<AccountRetention> {
  const answer = await context.storage.transaction(context.tenant, (stores) => answerFor(context, stores, usage, decidedAt))
  return { account: usage.account, events: usage.rows.reduce((sum, { events }) => sum + events, 0), ...answer }
}

/** Every billing period that reaches into the interval, whole, by account id: of one account or all, with the events that a cut shows or all. */
export async function usageByAccount(context: BillingContext, interval: Interval, { account, cut }: { readonly account?: string; readonly cut?: string }): Promise<readonly AccountUsage[]> {
  const periods = await context.storage.transaction(context.tenant, async (stores) =>
    (await contractsIn(context, stores, account === undefined ? {} : { account })).flatMap(({ subscription, planVersion }) => {
      const grid = billingGridOf(subscription, planVersion.content)
      const whole = periodsIn(grid, interval).map(({ from }) => periodAt(grid, from))
      const running = whole.filter(({ from, to }) => subscription.from < to && (subscription.to === undefined || subscription.to > from))
      return running.map(({ from, to }) => ({ subscription, period: { from, to } }))
    }),
  )
  const byAccount = new Map<string, AccountUsage>()
  for (const { subscription: { id, account: of, wholesale }, period } of periods) {
    const { rows, resold } = byAccount.get(of) ?? { rows: [], resold: [] }
    byAccount.set(of, {
      account: of,
      interval,
      rows: [...rows, ...(await conservationAt(context, { subscription: id, period }, cut))],
      resold: wholesale === undefined ? resold : [...resold, { subscription: id, reseller: wholesale.account, period }],
    })
  }
  return [...byAccount.values()].sort((a, b) => compareBytes(a.account, b.account))
}

async function answerFor(context: BillingContext, stores: Stores, usage: AccountUsage, decidedAt: Instant): Promise<RetentionAnswer> {
  const legalHolds: string[] = []
  for (const account of partiesOf(usage)) {
    const holds = await listAll((page) => stores.controls.list('legal_hold', { account, status: 'in_force' }, page))
    legalHolds.push(...holds.map(({ id }) => id))
  }
  return retentionDecision({
    recordClass: 'usage_event',
    recordedAt: usage.interval.to,
    now: decidedAt,
    policy: context.retention.policy,
    gates: await usageGates(context, stores, usage, decidedAt),
    legalHolds,
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
