import { compareBytes, fail, type Account, type Hash, type Instant } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import type { PlanVersion, Subscription } from '@farthing/pricing'
import { listAll, type Page, type PageRequest, type Storage, type Stores, type SubscriptionFilter, type SubscriptionsMeant, type SubscriptionStore } from '@farthing/ports'
import { differsFrom } from './billed-difference.js'
import type { HostReads } from './host-data.js'
import { listHostedAccounts } from './list-hosted-accounts.js'
import type { PlansOfHost } from './plans-of-host.js'

/**
 * A storage in which accounts and subscriptions are those of the host. Commands that would write them are refused.
 *
 * With each invoice the account and the subscriptions that it bills are kept as they were then: what the host says later about a time that was billed
 * is held against that.
 */
export function hostedStorage(storage: Storage, reads: HostReads | undefined, plans: PlansOfHost): Storage {
  if (reads?.accounts === undefined && reads?.subscriptions === undefined) return storage
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(hostedStores(stores, reads, plans))) }
}

function hostedStores(own: Stores, reads: HostReads, plans: PlansOfHost): Stores {
  const hosted: Stores = {
    ...own,
    ...(reads.accounts === undefined ? {} : { accounts: hostedAccounts(own, reads.accounts) }),
    ...(reads.subscriptions === undefined ? {} : hostedSubscriptions(own, reads.subscriptions, { plans, billed: reads.billed })),
  }
  const put = async (invoice: IssuedInvoice): Promise<void> => {
    await own.documents.put(invoice)
    await keepBilled(own, hosted, { reads, invoice })
  }
  return { ...hosted, documents: { ...own.documents, put } }
}

function hostedAccounts(own: Stores, accounts: NonNullable<HostReads['accounts']>): Stores['accounts'] {
  const accept = (account: Account): Promise<Account> => acceptedAccount(own, account)
  return {
    get: async (id) => {
      const found = await accounts.get(id)
      return found && accept(found)
    },
    list: async (filter, page) => eachOf(await listHostedAccounts(accounts, filter, page), accept),
    put: () => refuseWrite('account'),
    lock: (id) => own.accounts.lock(id),
  }
}

function hostedSubscriptions(
  own: Stores,
  subscriptions: NonNullable<HostReads['subscriptions']>,
  { plans, billed }: Pick<HostReads, 'billed'> & { readonly plans: PlansOfHost },
): Pick<Stores, 'subscriptions' | 'planVersions'> {
  const get = async (id: string): Promise<Subscription | undefined> => {
    const found = await subscriptions.get(id)
    return found && acceptedSubscription(own, plans.withVersions(found), billed)
  }
  const list = async (filter: SubscriptionFilter, page: PageRequest = {}): Promise<Page<Subscription>> =>
    eachOf(await subscriptions.list(filter, page), (subscription) => acceptedSubscription(own, plans.withVersions(subscription), billed))
  return {
    subscriptions: {
      get,
      find: (meant) => findOneByOne(get, list, meant),
      load: get,
      list,
      put: () => refuseWrite('subscription'),
    },
    planVersions: {
      ...own.planVersions,
      get: async (version) => (await own.planVersions.get(version)) ?? plans.find(version),
      find: async (versions) => withPlansOfHost(plans, versions, await own.planVersions.find(versions)),
    },
  }
}

/** A host is asked for each: it answers for one subject at a time, and what it answered is remembered. */
async function findOneByOne(get: SubscriptionStore['get'], list: SubscriptionStore['list'], { ids, subjects }: SubscriptionsMeant): Promise<readonly Subscription[]> {
  const found = new Map<string, Subscription>()
  for (const subject of new Set(subjects)) for (const each of await listAll((page) => list({ subject }, page))) found.set(each.id, each)
  for (const id of new Set(ids)) {
    const one = found.has(id) ? undefined : await get(id)
    if (one !== undefined) found.set(id, one)
  }
  return [...found.values()].sort((a, b) => compareBytes(a.id, b.id))
}

function withPlansOfHost(plans: PlansOfHost, versions: readonly Hash[], kept: readonly PlanVersion[]): readonly PlanVersion[] {
  const known = new Map(kept.map((version) => [version.version, version]))
  return [...new Set(versions)].sort().flatMap((version) => known.get(version) ?? plans.find(version) ?? [])
}

async function refuseWrite(record: string): Promise<never> {
  return fail('host.owned', { field: record, because: 'is kept by the host', facts: { record } })
}

/** One after the other: a transaction has one connection. */
async function eachOf<T, R>({ items, ...rest }: Page<T>, change: (item: T) => Promise<R>): Promise<Page<R>> {
  const changed: R[] = []
  for (const item of items) changed.push(await change(item))
  return { items: changed, ...rest }
}

/** What stands behind an invoice, as it is now. */
async function keepBilled(own: Stores, hosted: Stores, { reads, invoice }: { readonly reads: HostReads; readonly invoice: IssuedInvoice }): Promise<void> {
  const account = reads.accounts === undefined ? undefined : await hosted.accounts.get(invoice.account)
  if (account !== undefined) await own.accounts.put(account)
  if (reads.subscriptions === undefined) return
  for (const id of new Set(invoice.lines.map(({ subscription }) => subscription))) {
    const subscription = await hosted.subscriptions.get(id)
    if (subscription !== undefined) await own.subscriptions.put(subscription)
  }
}

/** What was billed in one currency is billed in it further on. */
async function acceptedAccount(own: Stores, account: Account): Promise<Account> {
  const billed = await own.accounts.get(account.id)
  if (billed === undefined || billed.currency === account.currency) return account
  return fail('host.billed_changed', { field: 'account.currency', because: `of ${account.id} is ${account.currency}, and it was billed in ${billed.currency}`, facts: { account: account.id } })
}

async function acceptedSubscription(own: Stores, now: Subscription, policy: HostReads['billed']): Promise<Subscription> {
  const billed = policy === 'corrected' ? undefined : await own.subscriptions.get(now.id)
  const from = billed === undefined ? undefined : differsFrom(billed, now)
  if (billed === undefined || from === undefined) return now
  const billedTo = await billedUntil(own, billed)
  if (billedTo === undefined || from >= billedTo) return now
  return fail('host.billed_changed', {
    field: 'subscription',
    because: `${now.id} says something else from ${from} on, and it was billed until ${billedTo}`,
    facts: { subscription: now.id, from, billedTo },
  })
}

/** Asked only where something differs. Void invoices bill nothing. */
async function billedUntil({ documents }: Stores, { id, account, wholesale }: Subscription): Promise<Instant | undefined> {
  let until: Instant | undefined
  for (const payer of new Set([account, ...(wholesale === undefined ? [] : [wholesale.account])])) {
    for (const invoice of await listAll((page) => documents.list({ account: payer }, page))) {
      if (!invoice.lines.some(({ subscription }) => subscription === id)) continue
      if ((await documents.statuses(invoice.id)).at(-1)?.to === 'void') continue
      const to = invoice.advance?.to ?? invoice.to
      if (until === undefined || to > until) until = to
    }
  }
  return until
}
