import { clipInterval, fail, periodNumber, periodsIn, type Interval } from '@farthing/core'
import { billingGridOf } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { boundaryIn, choiceText, periodOf, type BilledPeriod, type PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { lastPeriod } from '../usage/last-period.js'

/** @throws `subscription.unknown` */
export async function contractOf(context: BillingContext, stores: Stores, subscription: string): Promise<SubscriptionContract> {
  const [contract] = await loadContracts(context, stores, await subscriptionsIn(stores, { subscription }))
  return contract ?? fail('subscription.unknown', { field: 'subscription', because: `is ${JSON.stringify(subscription)}` })
}

/** The time that a choice means: a billing period by its label, or any two instants or local dates. @throws `period.not_found`, `period.ambiguous` */
export function quotedTime(contract: SubscriptionContract, choice: PeriodChoice): Interval {
  if (typeof choice !== 'string') {
    const { zone } = contract.subscription
    return { from: boundaryIn(choice.from, zone, 'period.from'), to: boundaryIn(choice.to, zone, 'period.to') }
  }
  const period = periodOf(contract, choice)
  if (typeof period !== 'string') return period
  const code = period === 'none' ? 'period.not_found' : 'period.ambiguous'
  const because = `is ${choiceText(choice)}, which fits ${period === 'none' ? 'no period' : 'several periods'} of ${contract.subscription.id}`
  return fail(code, { field: 'period', because })
}

/** The billing period that runs now, or the last one of a subscription that has ended. @throws `period.not_found` before its start */
export function runningPeriod({ clock }: BillingContext, contract: SubscriptionContract): Interval {
  const now = clock.now()
  const [last] = lastPeriod(contract, now)
  const { id, from } = contract.subscription
  return last?.period ?? fail('period.not_found', { field: 'period', because: `is that of ${now}, and ${id} starts at ${from}` })
}

/** A billing period and the part of it that is asked for. */
export interface QuotedPiece {
  readonly asked: BilledPeriod
  readonly whole: BilledPeriod
}

/** The billing periods that share time with an interval in which the subscription runs, in order. */
export function piecesOf(contract: SubscriptionContract, over: Interval): readonly QuotedPiece[] {
  const running = clipInterval(over, contract.subscription)
  if (running === undefined) return []
  const grid = billingGridOf(contract.subscription, contract.planVersion.content)
  return periodsIn(grid, running).map((part) => {
    const { from, to } = periodNumber(grid, part.index)
    const whole = { contract, period: { from, to } }
    const isWhole = over.from <= from && to <= over.to
    return { whole, asked: isWhole ? whole : { contract, period: { from: part.from, to: part.to } } }
  })
}
