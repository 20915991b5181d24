import { fail, localDateOf, type Account, type Hash, type Instant, type LocalDate, type Zone } from '@farthing/core'
import { checkSubscription, type PlanVersion, type Subscription } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { boundaryIn } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { firstCurrency } from '../currencies/account-currency.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import { priceBooksOf } from './plan-in-book.js'
import { publishedPlan } from './plan-of-catalog.js'
import { refuseBilled } from './refuse-billed.js'

export interface StartSubscription<P extends string = string> extends CommandOptions {
  /** Account that pays. When it does not exist it is created with the plan's currency, where the tenant takes it, and the zone given here. */
  readonly account: string
  /** A plan of the catalogue; the version that is in effect at the start is what is subscribed to, at the prices of the account's price book where that has some. */
  readonly plan: P
  /** Refused unless the catalogue has that version. */
  readonly planVersion?: Hash
  /** Inclusive: a local date in the zone (midnight is meant), or an instant. */
  readonly from: LocalDate | Instant
  /** Exclusive; open unless given. */
  readonly to?: LocalDate | Instant
  /** Zone whose local clock decides period boundaries: the account's unless given, `UTC` for a new account. */
  readonly zone?: Zone
  /** Id of the subscription; the command key unless given. */
  readonly id?: string
  /** Local date that periods are counted from; the local date of `from` unless given. */
  readonly anchor?: LocalDate
  /** Day of month 1 to 31 when it differs from the anchor's own: an anchor of 30 April with day 31 gives 31 May. */
  readonly anchorDay?: number
  /** Subjects whose events it bills; its account unless given. */
  readonly subjects?: readonly string[]
  /** What a reseller pays for the same usage: its account, which is created as that of the payer is, and a plan of the catalogue. */
  readonly wholesale?: { readonly account: string; readonly plan: P }
  /**
   * A start in a period of its account with an invoice that would have billed it, or before one, such as beside fees that were invoiced in advance: refused unless it is
   * `corrected`. Then it holds, and `billing.corrections` brings the invoices to it.
   */
  readonly billed?: 'refused' | 'corrected'
}

/**
 * Starts a subscription, and creates its account when there is none.
 *
 * @throws `plan.unknown`, `plan.version_unpublished`, `plan.version_superseded`, `plan.version_not_effective`, `subscription.invalid` (also for an id that is taken, or a plan in another currency than the account's
 *   where `createBilling` was given no `fx`),
 *   `subscription.period_billed`, `currency.not_allowed`, the `time.*` codes, `command.conflict`
 */
export function startSubscription(context: BillingContext, input: StartSubscription): Promise<Subscription> {
  return runCommand(context, {
    kind: 'subscriptions.start',
    input,
    perform: async (stores, decidedAt) => {
      const zone = await zoneOf(stores, input)
      const from = boundaryIn(input.from, zone, 'from')
      const books = await priceBooksOf(stores, input)
      const planVersion = publishedPlan(context, { plan: input.plan, at: from, version: input.planVersion, book: books.retail })
      const wholesale = wholesaleOf(context, input, { planVersion, from, book: books.wholesale })
      const subscription = subscriptionOf(input, { planVersion, wholesale, from, zone })
      if ((await stores.subscriptions.get(subscription.id)) !== undefined) {
        fail('subscription.invalid', { field: 'id', because: `is ${JSON.stringify(subscription.id)}, which is taken`, facts: { id: subscription.id } })
      }
      if (input.billed !== 'corrected') await refuseBilled(stores, { subscription, every: planVersion.content.every, from, decidedAt, field: 'from' })
      await ensureAccount(context, stores, { id: subscription.account, kind: 'customer', zone, field: 'plan', version: planVersion })
      if (wholesale !== undefined) await ensureAccount(context, stores, { id: wholesale.account, kind: 'reseller', zone, field: 'wholesale.plan', version: wholesale.version })
      await stores.planVersions.put(planVersion)
      if (wholesale !== undefined) await stores.planVersions.put(wholesale.version)
      await stores.subscriptions.put(subscription)
      return subscription.id
    },
    recall: (stores, id) => stores.subscriptions.get(id),
  })
}

async function zoneOf(stores: Stores, { account, zone }: StartSubscription): Promise<Zone> {
  return zone ?? (await stores.accounts.get(account))?.zone ?? 'UTC'
}

interface StartedPlans {
  readonly from: Instant
  readonly zone: Zone
  readonly planVersion: PlanVersion
  readonly wholesale: { readonly account: string; readonly version: PlanVersion } | undefined
}

/** The wholesale side, in the billing period of the retail one. */
function wholesaleOf(context: BillingContext, { wholesale }: StartSubscription, { planVersion, from, book }: Pick<StartedPlans, 'planVersion' | 'from'> & { readonly book: string | undefined }): StartedPlans['wholesale'] {
  if (wholesale === undefined) return undefined
  const { every } = planVersion.content
  const version = publishedPlan(context, { plan: wholesale.plan, at: from, field: 'wholesale.plan', book })
  const own = version.content.every
  if (own.unit === every.unit && own.count === every.count) return { account: wholesale.account, version }
  return fail('subscription.invalid', { field: 'wholesale.plan', because: `is billed every ${own.count} ${own.unit}, and the plan every ${every.count} ${every.unit}` })
}

function subscriptionOf(input: StartSubscription, { planVersion, wholesale, from, zone }: StartedPlans): Subscription {
  const { key, id = key, account, plan, to, anchor, anchorDay, subjects } = input
  return checkSubscription({
    id,
    account,
    plan,
    planVersion: planVersion.version,
    ...(subjects === undefined ? {} : { subjects }),
    zone,
    anchor: anchor ?? localDateOf(from, zone),
    ...(anchorDay === undefined ? {} : { anchorDay }),
    from,
    ...(to === undefined ? {} : { to: boundaryIn(to, zone, 'to') }),
    ...(wholesale === undefined ? {} : { wholesale: { account: wholesale.account, plan: wholesale.version.plan, planVersion: wholesale.version.version } }),
  })
}

interface NeededAccount extends Pick<Account, 'id' | 'kind' | 'zone'> {
  /** Field of the command that names its plan. */
  readonly field: string
  readonly version: PlanVersion
}

/** Where the tenant has rates of exchange, an account may buy a plan in another currency than it is billed in. */
async function ensureAccount(context: BillingContext, stores: Stores, { id, kind, zone, field, version: { content } }: NeededAccount): Promise<void> {
  const account = await stores.accounts.get(id)
  if (account === undefined) {
    await stores.accounts.put({ id, kind, zone, currency: firstCurrency(context, content.currency) })
  } else if (account.currency !== content.currency && context.fx === undefined) {
    fail('subscription.invalid', {
      field,
      because: `is in ${content.currency}, but the account ${id} is billed in ${account.currency}`,
      facts: { account: id, accountCurrency: account.currency, planCurrency: content.currency },
    })
  }
}
