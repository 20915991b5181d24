import { fail } from '@farthing/core'
import { listAll, type Stores } from '@farthing/ports'
import type { BilledPeriod, PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { hasPeriod } from '../rating/has-period.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { findFeature } from './feature.js'
import { selectPeriods, subscriptionsIn } from './select-periods.js'
import { lastPeriod } from './last-period.js'

/** Whose use and cost: that of one subscription, or of all that an account has. */
export interface SummaryScope {
  readonly account?: string
  readonly subscription?: string
  /** The billing period of each subscription that runs now, or was its last, unless given. */
  readonly period?: PeriodChoice
  /** Meters of the catalogue, or event types that one meter alone counts; every feature unless given. */
  readonly features?: readonly string[]
}

/** Whether a feature is asked for. @throws `meter.unknown` */
export function featureFilter({ catalog }: BillingContext, { features }: Pick<SummaryScope, 'features'>): (feature: string) => boolean {
  if (features === undefined) return () => true
  const asked = new Set(features.map((name) => findFeature(catalog, name).feature))
  return (feature) => asked.has(feature)
}

/** The periods that are asked for, those of one time and account together. @throws as {@link usageSummary} */
export async function periodsOfScope(context: BillingContext, stores: Stores, { period, features: _, ...scope }: SummaryScope): Promise<readonly (readonly BilledPeriod[])[]> {
  requireScope(scope)
  const billed =
    period === undefined
      ? (await loadContracts(context, stores, await subscriptionsIn(stores, scope))).flatMap((contract) => lastPeriod(contract, context.clock.now()))
      : await selectPeriods(context, stores, { ...scope, period })
  return together(billed)
}

/** @throws `command.invalid` where neither an account nor a subscription is given */
export function requireScope({ account, subscription }: Pick<SummaryScope, 'account' | 'subscription'>): void {
  if (account === undefined && subscription === undefined) fail('command.invalid', { field: 'account', because: 'is not given, and no subscription is either' })
}

/** Those of one time and account together. */
export function together(billed: readonly BilledPeriod[]): readonly (readonly BilledPeriod[])[] {
  const groups = new Map<string, BilledPeriod[]>()
  for (const each of billed) {
    const key = JSON.stringify([each.contract.subscription.account, each.period.from, each.period.to])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()]
}

/** Every subscription of the account that has the period, by id, as on its invoice. */
export async function withSiblings(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<readonly BilledPeriod[]> {
  const [first] = billed
  if (first === undefined) return []
  const { account } = first.contract.subscription
  const contracts = await loadContracts(context, stores, await listAll((page) => stores.subscriptions.list({ account }, page)))
  return contracts.flatMap((contract) => (hasPeriod(contract, first.period) ? [{ contract, period: first.period }] : []))
}
