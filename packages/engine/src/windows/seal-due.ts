import { clipInterval, failureOf, isFarthingError, periodAt, type Failure, type Instant, type Interval, type WindowingOutput } from '@farthing/core'
import { billingGridOf, type Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { sealUsage } from '../usage/seal-usage.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { closeWindows } from './close-windows.js'
import { inOrder, metersOf, readWindowing, stepMeter } from './meter-windowing.js'
import { readProgress, saveProgress } from './sealing-progress.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** One window of a subscription that was sealed. */
export interface SealedWindow extends Interval {
  readonly subscription: string
  readonly revision: number
}

/** A window that is due and whose usage cannot be sealed. The others of the run are. */
export interface HeldWindow extends Interval {
  readonly subscription: string
  readonly failure: Failure
}

export interface SealRun {
  /** What the step of the clock has closed, by meter. */
  readonly closed: readonly Extract<WindowingOutput, { readonly kind: 'closed' }>[]
  readonly sealed: readonly SealedWindow[]
  readonly held: readonly HeldWindow[]
}

const subscriptionsPerTransaction = 100

/**
 * Seals every window that is due: the periods of all subscriptions whose end and grace the watermarks of their meters have passed.
 *
 * A step of the clock first, then rounds of up to 100 subscriptions, each its oldest window that is not sealed: a transaction each, with the usage,
 * the cut, what was waited for, and how far the subscription now is. So a run that stops anywhere is completed by the next one, from what is
 * stored, and two at the same time seal each window once. What cannot be sealed is reported and tried again by the next run; nothing stops because of it.
 */
export async function sealDue(context: BillingContext): Promise<SealRun> {
  const closed = await stepClock(context)
  const sealed: SealedWindow[] = []
  const held: HeldWindow[] = []
  let cursor: string | undefined
  do {
    const { items, next } = await context.storage.transaction(context.tenant, ({ subscriptions }) =>
      subscriptions.list({}, { limit: subscriptionsPerTransaction, ...(cursor === undefined ? {} : { cursor }) }),
    )
    let open = items
    while (open.length > 0) {
      const round = await sealRound(context, open)
      sealed.push(...round.sealed)
      held.push(...round.held)
      open = open.filter(({ id }) => round.sealed.some(({ subscription }) => subscription === id))
    }
    cursor = next
  } while (cursor !== undefined)
  return { closed, sealed, held }
}

function stepClock(context: BillingContext): Promise<SealRun['closed']> {
  const at = context.clock.now()
  return retryConflicts(context, async (stores) => {
    const outputs: WindowingOutput[] = []
    for (const meter of inOrder(context.lateness.keys())) outputs.push(...(await stepMeter(context, stores, meter, { kind: 'tick', at })).outputs)
    return outputs.filter((output) => output.kind === 'closed')
  })
}

/** One window of each subscription; all in one transaction, or, when one of them cannot be sealed, each in its own. */
async function sealRound(context: BillingContext, subscriptions: readonly Subscription[]): Promise<Omit<SealRun, 'closed'>> {
  try {
    return { sealed: await sealNext(context, subscriptions), held: [] }
  } catch (error) {
    refuseOutage(error)
    const [only, ...others] = subscriptions
    if (only !== undefined && others.length === 0) return { sealed: [], held: await heldWindow(context, only, failureOf(error)) }
    const rounds: Omit<SealRun, 'closed'>[] = []
    for (const subscription of subscriptions) rounds.push(await sealRound(context, [subscription]))
    return { sealed: rounds.flatMap(({ sealed }) => sealed), held: rounds.flatMap(({ held }) => held) }
  }
}

/** A storage that does not answer is no property of a window; events that have gone are. */
function refuseOutage(error: unknown): void {
  if (!isFarthingError(error) || (error.code.startsWith('storage.') && error.code !== 'storage.events_removed')) throw error
}

function sealNext(context: BillingContext, subscriptions: readonly Subscription[]): Promise<readonly SealedWindow[]> {
  return retryConflicts(context, async (stores) => {
    const due = await dueWindows(context, stores, subscriptions)
    if (due.length === 0) return []
    const waits = await closeWindows(context, stores, due)
    const seals = await sealUsage(context, stores, await usageAtCut(context, stores, due), waits)
    for (const { contract, window } of due) await saveProgress(stores, contract.subscription.id, window.to)
    return seals.map(({ subscription, from, to, revision }) => ({ subscription, from, to, revision }))
  })
}

async function heldWindow(context: BillingContext, subscription: Subscription, failure: Failure): Promise<readonly HeldWindow[]> {
  const due = await context.storage.transaction(context.tenant, (stores) => dueWindows(context, stores, [subscription]))
  return due.map(({ period: { from, to } }) => ({ subscription: subscription.id, from, to, failure }))
}

interface DueWindow extends BilledPeriod {
  /** The part of the period in which the subscription runs. */
  readonly window: Interval
}

/** The oldest window of each subscription that is not sealed, where it is closed. */
async function dueWindows(context: BillingContext, stores: Stores, subscriptions: readonly Subscription[]): Promise<readonly DueWindow[]> {
  const due: DueWindow[] = []
  for (const contract of await loadContracts(context, stores, subscriptions)) {
    const sealedTo = await readProgress(stores, contract.subscription.id)
    const next = nextWindow(contract, sealedTo)
    if (next !== undefined && next.window.to <= (await closedTo(context, stores, contract))) due.push(next)
  }
  return due
}

function nextWindow(contract: SubscriptionContract, sealedTo: Instant): DueWindow | undefined {
  const { subscription, planVersion } = contract
  const from = sealedTo > subscription.from ? sealedTo : subscription.from
  if (subscription.to !== undefined && from >= subscription.to) return undefined
  const period = periodAt(billingGridOf(subscription, planVersion.content), from)
  const window = clipInterval({ from: period.from, to: period.to }, subscription)
  return window === undefined ? undefined : { contract, period: { from: period.from, to: period.to }, window }
}

/** Up to when every meter of a contract is closed; without a meter, now. */
async function closedTo(context: BillingContext, stores: Stores, contract: SubscriptionContract): Promise<Instant> {
  let earliest = context.clock.now()
  for (const meter of metersOf(context, contract)) {
    const { closedTo: end } = await readWindowing(stores, meter)
    if (end < earliest) earliest = end
  }
  return earliest
}
