import { assertInvariant, fail, nextBoundary, type AccountPriceBooks, type Instant, type LocalDate } from '@farthing/core'
import { billingGridOf, changeSubscription, type PlanVersion, type Subscription, type SubscriptionChange } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { boundaryIn } from '../billing-period.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from './load-contracts.js'
import { priceBooksOf } from './plan-in-book.js'
import { refuseBilled } from './refuse-billed.js'
import type { SubscriptionContract } from './subscription-contract.js'

/** When a change holds from: `now` by the clock, the end of the period that runs now, a local date in the zone of the subscription, or an instant. */
export type ChangeTime = string

/** What every command that changes a subscription takes. The key of the command is the id of the change. */
export interface ChangeOptions extends CommandOptions {
  /** Id of the subscription. */
  readonly subscription: string
  /** Inclusive; `now` unless given. */
  readonly at?: ChangeTime
  /**
   * A change that begins in a period with an invoice, or before one: refused unless it is `corrected`. Then it holds, and `billing.corrections` brings the invoices to it, by
   * `correct` or `rewind` with the cause `subscription_fact`.
   */
  readonly billed?: 'refused' | 'corrected'
}

/** What a change says beside its id and its times. */
type Said<C> = C extends SubscriptionChange ? Omit<C, 'id' | 'at' | 'decidedAt'> : never

interface ChangeCommand {
  readonly kind: string
  readonly input: ChangeOptions
  /** Says what is changed, and publishes the plan that it needs. Local dates are read in the zone of the subscription. */
  readonly change: (contract: SubscriptionContract, at: Instant, books: AccountPriceBooks) => { readonly said: Said<SubscriptionChange>; readonly version?: PlanVersion }
}

/**
 * Changes a subscription, once: the change is appended to those before it, and decided by the clock. Changes at the same time wait for each
 * other.
 *
 * @throws `subscription.unknown`; `subscription.period_billed` for a change that begins in a period with an invoice, or before one, unless those are corrected; what
 * `changeSubscription` throws; the `time.*` codes, `command.conflict`
 */
export function runChange(context: BillingContext, { kind, input, change }: ChangeCommand): Promise<Subscription> {
  return runCommand(context, {
    kind,
    input,
    perform: async (stores, decidedAt) => {
      const contract = await loadContract(context, stores, input.subscription)
      const at = changeInstant(input.at ?? 'now', contract, decidedAt)
      const { said, version } = change(contract, at, await priceBooksOf(stores, contract.subscription))
      await keepChange(stores, contract, { decided: { ...said, id: input.key, at, decidedAt }, version, billed: input.billed })
      return contract.subscription.id
    },
    recall: (stores, id) => stores.subscriptions.get(id),
  })
}

interface KeptChange {
  readonly decided: SubscriptionChange
  /** That the change names, where the subscription does not have it yet. */
  readonly version: PlanVersion | undefined
  readonly billed: ChangeOptions['billed'] | undefined
}

/** Appends a change to a subscription that was loaded with its lock. @throws as {@link runChange} */
export async function keepChange(stores: Stores, contract: SubscriptionContract, { decided, version, billed }: KeptChange): Promise<void> {
  const versions = version === undefined ? contract.versions : [...contract.versions, version]
  const changed = changeSubscription({ subscription: contract.subscription, versions }, decided)
  const { subscription, planVersion: { content: { every } } } = contract
  if (billed !== 'corrected') await refuseBilled(stores, { subscription, every, from: heldFrom(subscription, decided), decidedAt: decided.decidedAt, field: 'at' })
  if (version !== undefined) await stores.planVersions.put(version)
  await stores.subscriptions.put(changed)
}

/** Loads a subscription with a lock, so that of two changes at once neither is lost. @throws `subscription.unknown` */
export async function loadContract(context: BillingContext, stores: Stores, id: string): Promise<SubscriptionContract> {
  const subscription = await stores.subscriptions.load(id)
  if (subscription === undefined) return fail('subscription.unknown', { field: 'subscription', because: `is ${JSON.stringify(id)}`, facts: { subscription: id } })
  const [contract] = await loadContracts(context, stores, [subscription])
  assertInvariant(contract !== undefined, 'a subscription has a contract')
  return contract
}

/** The instant that a time of a change means. */
export function changeInstant(at: ChangeTime, { subscription, planVersion }: SubscriptionContract, now: Instant): Instant {
  if (at === 'now') return now
  if (at !== 'period_end') return boundaryIn(at, subscription.zone, 'at')
  return nextBoundary(billingGridOf(subscription, planVersion.content), now < subscription.from ? subscription.from : now)
}

/** When a change begins to hold; one that takes another back, when that would have begun. */
function heldFrom({ changes = [] }: Subscription, decided: SubscriptionChange): Instant {
  if (decided.kind !== 'withdraw') return decided.at
  return changes.find(({ id }) => id === decided.change)?.at ?? decided.at
}

/** An instant, or midnight of a local date in the zone of the subscription. */
export function endIn({ subscription }: SubscriptionContract, until: LocalDate | Instant | undefined): { readonly to?: Instant } {
  return until === undefined ? {} : { to: boundaryIn(until, subscription.zone, 'until') }
}
