import { checkText, compareBytes, type Account, type CurrencyCode, type Hash, type Instant, type PaymentTerms } from '@farthing/core'
import type { CustomerBalance, DelinquencyState, RestrictionStanding } from '@farthing/ledger'
import { termsAt, type Side, type Subscription } from '@farthing/pricing'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { restrictionStanding } from '../delinquency/restriction-standing.js'
import { balancesOfAccount } from '../ledger/account-book.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** A plan that an account is on now. */
export interface AccountPlan {
  /** `wholesale`: what it buys in order to resell. */
  readonly side: Side
  readonly plan: string
  readonly planVersion: Hash
  readonly currency: CurrencyCode
  /** How many of its subscriptions are on it. */
  readonly subscriptions: number
}

/** An account with all that follows from it and from others for its billing: nothing is left to a default. */
export interface BillingAccount {
  readonly account: Account
  readonly at: Instant
  /** The next reseller above it; absent where the tenant sells to it. */
  readonly reseller?: string
  readonly invoiceRecipient: string
  readonly creditRiskOwner: string
  readonly taxResponsibility: 'tenant' | 'account'
  /** Its own, or those of the tenant; absent where neither says any. */
  readonly terms?: PaymentTerms
  /** By side, retail first, then plan and version. */
  readonly plans: readonly AccountPlan[]
  /** Where its last move took it. */
  readonly state: DelinquencyState
  readonly restrictions: RestrictionStanding
  /** By currency, never summed across. */
  readonly balances: readonly CustomerBalance[]
}

/** `undefined` for an account that does not exist. `O(book of the account + subscriptions)`. */
export async function billingAccount(context: BillingContext, stores: Stores, id: string): Promise<BillingAccount | undefined> {
  const account = await stores.accounts.get(checkText(id, { field: 'account' }))
  if (account === undefined) return undefined
  const reseller = await resellerOf(stores, account)
  const terms = account.terms ?? context.invoicing.paymentTerms
  return {
    account,
    at: context.clock.now(),
    ...(reseller === undefined ? {} : { reseller }),
    invoiceRecipient: account.invoiceRecipient ?? id,
    creditRiskOwner: account.creditRiskOwner ?? id,
    taxResponsibility: account.taxResponsibility ?? 'tenant',
    ...(terms === undefined ? {} : { terms }),
    plans: await plansOf(context, stores, id),
    state: (await stores.controls.get('delinquency', id))?.content.state ?? 'current',
    restrictions: await restrictionStanding(context, stores, id),
    balances: await balancesOfAccount(stores, id),
  }
}

/** The next reseller above an account; none for a reseller itself, which is nobody's end customer. */
export async function resellerOf({ accounts }: { readonly accounts: Pick<Stores['accounts'], 'get'> }, { kind, parent }: Account): Promise<string | undefined> {
  if (kind === 'reseller') return undefined
  const seen = new Set<string>()
  for (let above = parent; above !== undefined && !seen.has(above); ) {
    seen.add(above)
    const account: Account | undefined = await accounts.get(above)
    if (account?.kind === 'reseller') return account.id
    above = account?.parent
  }
  return undefined
}

async function plansOf(context: BillingContext, stores: Stores, account: string): Promise<readonly AccountPlan[]> {
  const bought = await listAll((page) => stores.subscriptions.list({ account }, page))
  const resold = await listAll((page) => stores.subscriptions.list({ reseller: account }, page))
  return [...(await plansOn(context, stores, { side: 'retail', of: bought })), ...(await plansOn(context, stores, { side: 'wholesale', of: resold }))]
}

async function plansOn(context: BillingContext, stores: Stores, { side, of }: { readonly side: Side; readonly of: readonly Subscription[] }): Promise<readonly AccountPlan[]> {
  const plans = new Map<string, AccountPlan>()
  for (const contract of await loadContracts(context, stores, of)) {
    const on = planNow(contract, side, context.clock.now())
    if (on === undefined) continue
    const key = JSON.stringify([on.plan, on.planVersion])
    plans.set(key, { side, ...on, subscriptions: (plans.get(key)?.subscriptions ?? 0) + 1 })
  }
  return [...plans.values()].sort((a, b) => compareBytes(a.plan, b.plan) || compareBytes(a.planVersion, b.planVersion))
}

function planNow({ subscription, versions }: SubscriptionContract, side: Side, at: Instant): Pick<AccountPlan, 'plan' | 'planVersion' | 'currency'> | undefined {
  const stay = termsAt({ subscription, versions, side }, at)?.stay
  const version = versions.find(({ version: hash }) => hash === stay?.planVersion)
  return stay === undefined || version === undefined ? undefined : { plan: stay.plan, planVersion: stay.planVersion, currency: version.content.currency }
}
