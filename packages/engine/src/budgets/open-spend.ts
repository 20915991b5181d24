import { addAll, clipInterval, isFarthingError, type Account, type CurrencyCode, type Exact, type Interval } from '@farthing/core'
import { quoteSubscription, type Charge, type Quote } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { factsOver } from '../quotes/estimate.js'
import { piecesOf } from '../quotes/quoted-time.js'
import { rateBilled } from '../rating/rate-billed.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'
import { contractsIn } from '../usage/select-periods.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { projectShare, type SpentCharge } from './project-share.js'
import { projectsBelow } from './projects.js'

export interface SpendQuestion {
  readonly period: Interval
  readonly currency: CurrencyCode
  /** With all below it; the whole account unless given. */
  readonly project?: string
}

/** Answers what an account spends, from what it reads once for each period. */
export interface OpenSpend {
  /** What the usage and the fees of a period cost as they stand: before credit, adjustments and taxes, exact. */
  readonly in: (question: SpendQuestion) => Promise<Exact>
}

/**
 * What an account spends, by the function that makes its invoices.
 *
 * Billing periods that a question has as a whole are rated together, programs of the account included; of one that it cuts, what `quotes.estimate` says of that
 * part. The retail side of what the account subscribes to, and for a reseller the wholesale side of what it resells. Writes nothing. Keep it for one transaction.
 */
export function openSpend(context: BillingContext, stores: Stores, account: Account): OpenSpend {
  let contracts: readonly SubscriptionContract[] | undefined
  const read = new Map<string, readonly SpentCharge[]>()
  const chargesIn = async (period: Interval): Promise<readonly SpentCharge[]> => {
    const key = `${period.from}/${period.to}`
    contracts ??= await contractsOf(context, stores, account)
    const known = read.get(key) ?? (await spentIn(context, stores, contracts, period))
    read.set(key, known)
    return known
  }
  return {
    in: async ({ period, currency, project }) => {
      const charges = (await chargesIn(period)).filter(({ charge }) => charge.currency === currency)
      if (project === undefined) return addAll(charges.map(({ charge }) => charge.amount))
      const projects = projectsBelow(account, project)
      return addAll(charges.map((each) => projectShare(context, each, projects)))
    },
  }
}

async function contractsOf(context: BillingContext, stores: Stores, { id, kind }: Account): Promise<readonly SubscriptionContract[]> {
  const retail = await contractsIn(context, stores, { account: id })
  return kind === 'reseller' ? [...retail, ...(await contractsIn(context, stores, { account: id, side: 'wholesale' }))] : retail
}

async function spentIn(context: BillingContext, stores: Stores, contracts: readonly SubscriptionContract[], period: Interval): Promise<readonly SpentCharge[]> {
  const whole = new Map<string, BilledPeriod[]>()
  const cut: BilledPeriod[] = []
  for (const contract of contracts) {
    for (const { asked, whole: own } of piecesOf(contract, period)) {
      const key = JSON.stringify([contract.side, own.period.from, own.period.to])
      if (asked.period.from === own.period.from && asked.period.to === own.period.to) whole.set(key, [...(whole.get(key) ?? []), own])
      else cut.push(asked)
    }
  }
  const spent: SpentCharge[] = []
  // One call at a time: a transaction has one connection.
  for (const billed of whole.values()) spent.push(...(await spentInWhole(context, stores, billed)))
  for (const each of cut) spent.push(...(await spentInPart(context, stores, each)))
  return spent
}

async function spentInWhole(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<readonly SpentCharge[]> {
  const usage = await usageAtCut(context, stores, billed)
  const { charges } = await rateBilled(context, stores, usage)
  const bucketsOf = new Map(usage.usage.map(({ contract, buckets }) => [contract.subscription.id, buckets]))
  return charges.map((charge) => ({ charge, buckets: bucketsOf.get(charge.subscription) ?? [] }))
}

async function spentInPart(context: BillingContext, stores: Stores, { contract, period }: BilledPeriod): Promise<readonly SpentCharge[]> {
  const over = clipInterval(period, contract.subscription)
  if (over === undefined) return []
  const { facts, carryIn } = await factsOver(context, stores, contract, over)
  const { charges } = quoteOrNothing(() => quoteSubscription({ contract, facts, carryIn, over }, context))
  return charges.flatMap((charge) => (isCharge(charge) ? [{ charge, buckets: facts.usage }] : []))
}

/** A part in which nothing is due, such as one of a pause, has no quote. */
function quoteOrNothing(quote: () => Quote): Pick<Quote, 'charges'> {
  try {
    return quote()
  } catch (error) {
    if (isFarthingError(error) && error.code === 'rating.fact_missing' && error.field === 'charges') return { charges: [] }
    throw error
  }
}

/** A quote of a subscription is made of its charges, and shows a part of each. */
function isCharge(quoted: Quote['charges'][number]): quoted is Charge {
  return 'chargeKey' in quoted
}
