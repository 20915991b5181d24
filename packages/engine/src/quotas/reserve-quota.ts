import { add, addAll, canonicalJson, compare, fail, isFarthingError, money, parseDecimal, parseInstant, signOf, type CurrencyCode, type Decimal, type Dimensions, type Exact, type Instant, type Money } from '@farthing/core'
import type { PlannedUnits, PlannedUsage } from '@farthing/pricing'
import type { QuotaReservation, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { boundEach } from '../quotes/bound.js'
import { plannedUnits } from './check-quota.js'
import { featureStanding, type FeatureStanding } from './quota-standing.js'
import { quotaSubject, type QuotaScope, type QuotaSubject } from './quota-subject.js'
import { takeTurns } from './take-turns.js'

/** The key is the id of the reservation. */
export interface ReserveQuota extends CommandOptions, QuotaScope {
  /** Above 0. */
  readonly quantity: Decimal
  /** The group of usage that it is for, where groups are priced apart. */
  readonly dimensions?: Dimensions
  /** From this instant on it can only expire. */
  readonly expiresAt: Instant
  /** Lets it go beyond the units that cost nothing, as long as it and all that is set aside cost no more than this. A limit holds all the same. */
  readonly maxCost?: Money
}

/**
 * Sets units of a feature aside before they are used. However many ask at once, what is set aside is never above what is left: units that cost nothing, or that a
 * limit allows.
 *
 * @throws `quota.exceeded` with what is left; `quota.cost_exceeded` with what it may cost; `quota.reservation_invalid`; as `quotas.check`; what `quotes.upperBound`
 *   throws where the cost matters
 */
export function reserveQuota(context: BillingContext, input: ReserveQuota): Promise<QuotaReservation> {
  return runCommand(context, {
    kind: 'quotas.reserve',
    input,
    perform: async (stores, at) => {
      const { quantity, expiresAt } = checkReservation(input, at)
      const subject = await quotaSubject(context, stores, input, at)
      await takeTurns(context, stores, subject, at)
      const { id: subscription, account } = subject.contract.subscription
      const limit = (await stores.quotas.limits(subscription)).find(({ feature }) => feature === subject.feature)
      const planned = await plannedUnits(stores, subject, at)
      const standing = await featureStanding(context, stores, { subject, dimensions: input.dimensions, ...planned, limit }, at)
      refuseAbove(standing, quantity, subject.feature, input)
      const most = await costAtMost(context, stores, { subject, input, quantity, planned: planned.planned, standing })
      await stores.quotas.append({
        id: input.key, revision: 1, account, subscription, feature: subject.feature, quantity,
        ...(input.dimensions === undefined ? {} : { dimensions: input.dimensions }),
        ...(most === undefined ? {} : { costAtMost: most }),
        currency: subject.contract.planVersion.content.currency, reservedAt: at, expiresAt, status: 'pending',
      })
      return input.key
    },
    recall: (stores, id) => stores.quotas.get(id),
  })
}

function checkReservation(input: ReserveQuota, at: Instant): { readonly quantity: Decimal; readonly expiresAt: Instant } {
  const quantity = parseDecimal(input.quantity, 'quantity')
  if (signOf(quantity) <= 0) fail('quota.reservation_invalid', { field: 'quantity', because: `is ${quantity}, not above 0`, facts: { quantity } })
  const expiresAt = parseInstant(input.expiresAt, { field: 'expiresAt' })
  if (expiresAt <= at) fail('quota.reservation_invalid', { field: 'expiresAt', because: `is ${expiresAt}, and it is ${at}`, facts: { expiresAt, at } })
  return { quantity, expiresAt }
}

/** A limit always holds; free units do unless the reservation may cost something. */
function refuseAbove({ kind, remaining }: FeatureStanding, quantity: Decimal, feature: string, { maxCost }: ReserveQuota): void {
  if (remaining === undefined || compare(quantity, remaining) <= 0 || (kind === 'price' && maxCost !== undefined)) return
  fail('quota.exceeded', { field: 'quantity', because: `is ${quantity}, and ${remaining} of ${feature} are left`, facts: { feature, quantity, remaining } })
}

interface CostQuestion {
  readonly subject: QuotaSubject
  readonly input: ReserveQuota
  readonly quantity: Decimal
  readonly planned: readonly PlannedUnits[]
  readonly standing: FeatureStanding
}

/**
 * Nothing where the units are free; else what all that is set aside of the feature costs at most, group by group.
 *
 * @returns `undefined` where it cannot be proven and no bound was asked for
 */
async function costAtMost(context: BillingContext, stores: Stores, { subject, input, quantity, planned, standing: { free } }: CostQuestion): Promise<Exact | undefined> {
  const { maxCost, dimensions } = input
  if (free === undefined || compare(quantity, free) <= 0) return '0'
  const { feature, contract } = subject
  const units = [...planned.filter(({ meter }) => meter === feature), { meter: feature, quantity, ...(dimensions && { dimensions }) }]
  try {
    const bounds = await boundEach(context, stores, contract.subscription.id, groupsOf(units))
    const amount = addAll(bounds.map((each) => each.amount))
    if (maxCost !== undefined) refuseDearer(amount, maxCost, contract.planVersion.content.currency)
    return amount
  } catch (error) {
    if (maxCost === undefined && isFarthingError(error) && error.code === 'rating.bound_unproven') return undefined
    throw error
  }
}

/** As one event for each group of usage. */
function groupsOf(units: readonly PlannedUnits[]): readonly { readonly [meter: string]: PlannedUsage }[] {
  const groups = new Map<string, PlannedUnits>()
  for (const each of units) {
    const key = canonicalJson(each.dimensions ?? {})
    const before = groups.get(key)
    groups.set(key, before === undefined ? each : { ...each, quantity: add(before.quantity, each.quantity) })
  }
  return [...groups.values()].map(({ meter, quantity, dimensions }) => ({ [meter]: { quantity, ...(dimensions && { dimensions }) } }))
}

function refuseDearer(amount: Exact, maxCost: Money, currency: CurrencyCode): void {
  const most = money(maxCost.amount, maxCost.currency, 'maxCost')
  if (most.currency !== currency) fail('money.currency_mismatch', { field: 'maxCost.currency', because: `is ${most.currency}, and the subscription is billed in ${currency}` })
  if (compare(amount, most.amount) <= 0) return
  fail('quota.cost_exceeded', { field: 'maxCost', because: `is ${most.amount} ${currency}, and what is set aside may cost ${amount}`, facts: { costAtMost: amount, maxCost: most.amount } })
}
