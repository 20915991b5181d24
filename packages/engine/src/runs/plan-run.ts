import { compareBytes } from '@farthing/core'
import { listAll, type BillingRun, type BillingRunAccount, type Page, type Stores } from '@farthing/ports'
import type { Side, Subscription } from '@farthing/pricing'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { loadContracts } from '../subscriptions/load-contracts.js'
import { subscriptionsIn } from '../usage/select-periods.js'
import { changedAmong } from './changed-accounts.js'
import { duePeriods } from './due-documents.js'
import { lockRun } from './run-records.js'

const subscriptionsPerStep = 1_000

/**
 * Finds some more accounts of a run: those with a period in its scope. A transaction for up to 1,000 subscriptions, with how far it came, so that it can stop anywhere,
 * and two at a time find each account once. A subscription that starts while it looks may be left to the next run.
 */
export function planStep(context: BillingContext, id: string): Promise<BillingRun> {
  return retryConflicts(context, async (stores) => {
    const run = await lockRun(stores, id)
    if (run.status !== 'planning') return run
    const { items, next } = await nextSubscriptions(stores, run)
    const found = await accountsIn(context, stores, run, items)
    const added = await addAccounts(stores, run, found)
    const { cursor: _, ...rest } = run
    const planned: BillingRun = { ...rest, revision: run.revision + 1, accounts: run.accounts + added, ...(next === undefined ? { status: 'working' } : { cursor: next }) }
    await stores.billingRuns.save(planned)
    return planned
  })
}

/** Subscriptions from where the run is: of the tenant, or of the accounts that it names, one after another. */
async function nextSubscriptions(stores: Stores, { scope: { accounts }, cursor }: BillingRun): Promise<Page<Subscription>> {
  if (accounts === undefined) return stores.subscriptions.list({}, { limit: subscriptionsPerStep, ...(cursor === undefined ? {} : { cursor }) })
  const items: Subscription[] = []
  let place = Number(cursor ?? '0')
  for (; place < accounts.length && items.length < subscriptionsPerStep; place += 1) {
    const account = accounts[place]
    if (account !== undefined) items.push(...(await subscriptionsOf(stores, account)))
  }
  return place < accounts.length ? { items, next: String(place) } : { items }
}

/** Those that an account pays; a reseller has those of its customers too. */
async function subscriptionsOf(stores: Stores, account: string): Promise<readonly Subscription[]> {
  const paid = await listAll((page) => stores.subscriptions.list({ account }, page))
  return (await stores.accounts.get(account))?.kind === 'reseller' ? [...paid, ...(await subscriptionsIn(stores, { account, side: 'wholesale' }))] : paid
}

/** Accounts that have something due by these subscriptions, with the sides on which they have it. */
async function accountsIn(context: BillingContext, stores: Stores, { scope }: BillingRun, subscriptions: readonly Subscription[]): Promise<ReadonlyMap<string, ReadonlySet<Side>>> {
  const found = new Map<string, Set<Side>>()
  const changed = scope.changedSince === undefined ? undefined : await changedAmong(stores, subscriptions, scope.changedSince)
  for (const contract of await loadContracts(context, stores, subscriptions)) {
    const { subscription } = contract
    if (changed?.has(subscription.id) === false || !isOnPlan(subscription, scope.plans)) continue
    const { ending, beginning } = duePeriods(contract, scope)
    if (ending.length + beginning.length === 0) continue
    const payers = [[subscription.account, 'retail'], [subscription.wholesale?.account, 'wholesale']] as const
    for (const [account, side] of payers) if (account !== undefined && scope.accounts?.includes(account) !== false) add(found, account, side)
  }
  return found
}

function add(found: Map<string, Set<Side>>, account: string, side: Side): void {
  found.set(account, (found.get(account) ?? new Set()).add(side))
}

function isOnPlan({ plan, changes = [] }: Subscription, plans: readonly string[] | undefined): boolean {
  return plans === undefined || plans.includes(plan) || changes.some((change) => 'plan' in change && plans.includes(change.plan))
}

/** Adds those that are new, in the order of their ids, and sides to those that are there and not done. Gives how many are new. */
async function addAccounts({ billingRuns }: Stores, { id, accounts, partSize }: BillingRun, found: ReadonlyMap<string, ReadonlySet<Side>>): Promise<number> {
  const known = new Map((await billingRuns.find(id, [...found.keys()])).map((account) => [account.account, account]))
  let place = accounts
  const saved: BillingRunAccount[] = []
  for (const account of [...found.keys()].sort(compareBytes)) {
    const before = known.get(account)
    const sides = [...new Set([...(before?.sides ?? []), ...(found.get(account) ?? [])])].sort(compareBytes)
    if (before === undefined) {
      saved.push({ run: id, account, revision: 0, part: Math.floor(place / partSize), sides, status: 'pending', documents: [], decisions: [] })
      place += 1
    } else if (sides.length > before.sides.length) {
      saved.push({ ...before, revision: before.revision + 1, sides })
    }
  }
  await billingRuns.saveAccounts(saved)
  return place - accounts
}
