import { canonicalJson, checkAccount, checkJson, compareBytes, fail, type Account, type AggregationTable } from '@farthing/core'
import { checkCatalog, type Catalog } from '@farthing/pricing'
import type { Clock, HostAccounts, HostCatalog, HostSubscription, HostSubscriptions, Page, PageRequest, SubscriptionFilter } from '@farthing/ports'
import { checkHostSubscription } from './check-host-subscription.js'
import { hostCache, type HostAnswer, type HostCache, type HostLimits, type HostStatus } from './host-cache.js'

/** What the host keeps itself; the rest is kept by Farthing. */
export interface HostPorts {
  readonly accounts?: HostAccounts
  readonly subscriptions?: HostSubscriptions
  readonly catalog?: HostCatalog
}

export interface HostDataOptions extends HostLimits {
  readonly clock: Clock
  /** The host's own aggregations, as `createBilling` takes them: meters of its catalogue may name them. */
  readonly aggregations?: AggregationTable
  /**
   * A subscription that says otherwise than it was billed, about a time that was billed: `refused` unless given, with `host.billed_changed`. With
   * `corrected` it holds, and `billing.corrections` brings the invoices to it by the cause `subscription_fact`. Documents stay as they are in both.
   */
  readonly billed?: 'refused' | 'corrected'
}

/** Records of the host, remembered and checked. Make it once and give it to every `createBilling`. */
export interface HostData {
  /** The catalogue, with its age: the same object for as long as the host says the same. @throws `host.unavailable`, `host.invalid`; `host.absent` without such a port */
  catalog(): Promise<HostAnswer<Catalog>>
  /** Each port: its last good answer, and why it fails. */
  status(): readonly HostStatus[]
  /** For `createBilling`. */
  readonly reads: HostReads
}

/** Checked answers. */
export interface HostReads {
  readonly accounts?: {
    get(id: string): Promise<Account | undefined>
    list(page: PageRequest): Promise<Page<Account>>
  }
  readonly subscriptions?: {
    get(id: string): Promise<HostSubscription | undefined>
    list(filter: SubscriptionFilter, page: PageRequest): Promise<Page<HostSubscription>>
  }
  readonly billed: 'refused' | 'corrected'
}

/**
 * Lets billing read what the host keeps. Nothing is asked before it is needed.
 *
 * @throws `host.limits_invalid`
 */
export function hostData({ accounts, subscriptions, catalog }: HostPorts, { clock, aggregations, billed = 'refused', ...limits }: HostDataOptions): HostData {
  const accountCache = accounts && hostCache('accounts', clock, limits)
  const subscriptionCache = subscriptions && hostCache('subscriptions', clock, limits)
  const catalogCache = catalog && hostCache('catalog', clock, limits)
  const readCatalog = sameWhileEqual((answer) => checkCatalog(answer, aggregations))
  return {
    catalog: async () => {
      if (catalog === undefined || catalogCache === undefined) return fail('host.absent', { field: 'catalog', because: 'was not given' })
      return catalogCache.get({ about: 'the catalogue', ask: async () => catalog.load(), check: readCatalog })
    },
    status: () => [accountCache, subscriptionCache, catalogCache].flatMap((cache) => (cache === undefined ? [] : [cache.status()])),
    reads: {
      ...(accounts === undefined || accountCache === undefined ? {} : { accounts: accountReads(accounts, accountCache) }),
      ...(subscriptions === undefined || subscriptionCache === undefined ? {} : { subscriptions: subscriptionReads(subscriptions, subscriptionCache) }),
      billed,
    },
  }
}

/** Gives the record before where the new one says the same. */
function sameWhileEqual<T>(read: (answer: unknown) => T): (answer: unknown) => T {
  let before: { readonly record: T; readonly text: string } | undefined
  return (answer) => {
    const record = read(answer)
    const text = canonicalJson(checkJson(record, ''))
    if (before?.text !== text) before = { record, text }
    return before.record
  }
}

const named = (question: string, ...about: readonly unknown[]): string => `${question} ${JSON.stringify(about)}`

function accountReads(port: HostAccounts, cache: HostCache): NonNullable<HostReads['accounts']> {
  const check = (value: unknown): Account => checkAccount(value as Account)
  return {
    get: async (id) => (await cache.get({ about: named('get', id), ask: async () => port.get(id), check: (answer) => checkOne(answer, id, check) })).value,
    list: async (page) => (await cache.get({ about: named('list', page), ask: async () => port.list(page), check: (answer) => checkPage(answer, page, check) })).value,
  }
}

function subscriptionReads(port: HostSubscriptions, cache: HostCache): NonNullable<HostReads['subscriptions']> {
  return {
    get: async (id) => (await cache.get({ about: named('get', id), ask: async () => port.get(id), check: (answer) => checkOne(answer, id, checkHostSubscription) })).value,
    list: async (filter, page) => {
      const check = (value: unknown): HostSubscription => checkMeant(checkHostSubscription(value), filter)
      return (await cache.get({ about: named('list', filter, page), ask: async () => port.list(filter, page), check: (answer) => checkPage(answer, page, check) })).value
    },
  }
}

/** A host that ignores a condition would bill one customer for another. */
function checkMeant(subscription: HostSubscription, filter: SubscriptionFilter): HostSubscription {
  const { id, account, plan, wholesale, subjects = [account] } = subscription
  const isOfAccount = (filter.account ?? account) === account && (filter.accounts === undefined || filter.accounts.includes(account))
  const isSold = (filter.plan ?? plan) === plan && (filter.reseller === undefined || wholesale?.account === filter.reseller)
  if (isOfAccount && isSold && (filter.subject === undefined || subjects.includes(filter.subject))) return subscription
  return fail('host.invalid', { field: 'subscriptions', because: `has ${JSON.stringify(id)}, which was not asked for` })
}

/** Null says as much as nothing: not every host has `undefined`. */
function checkOne<T extends { readonly id: string }>(answer: unknown, id: string, check: (value: unknown) => T): T | undefined {
  if (answer === undefined || answer === null) return undefined
  const record = check(answer)
  return record.id === id ? record : fail('host.invalid', { field: 'id', because: `is ${JSON.stringify(record.id)} and not ${JSON.stringify(id)}` })
}

function checkPage<T extends { readonly id: string }>(answer: unknown, { limit = 100 }: PageRequest, check: (value: unknown) => T): Page<T> {
  const refuse = (because: string): never => fail('host.invalid', { field: 'page', because })
  const { items, next } = (typeof answer === 'object' && answer !== null ? answer : {}) as { readonly items?: unknown; readonly next?: unknown }
  if (!Array.isArray(items) || items.length > limit) return refuse(`is no list of up to ${limit} records`)
  if (next !== undefined && (typeof next !== 'string' || next.length === 0 || next.length > 1024 || items.length === 0)) return refuse('has a cursor that is none')
  const records = items.map(check)
  for (const [index, { id }] of records.entries()) {
    const before = records[index - 1]
    if (before !== undefined && compareBytes(before.id, id) >= 0) refuse(`has ${JSON.stringify(id)} behind ${JSON.stringify(before.id)}`)
  }
  return next === undefined ? { items: records } : { items: records, next }
}
