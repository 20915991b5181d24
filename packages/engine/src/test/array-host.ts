import { compareBytes, type Account } from '@farthing/core'
import type { HostAccounts, HostSubscription, HostSubscriptions, Page, PageRequest } from '@farthing/ports'

/** A host that has its records in lists, which may change. */
export function arrayHost({ accounts = [], subscriptions = [] }: { readonly accounts?: readonly Account[]; readonly subscriptions?: readonly HostSubscription[] } = {}) {
  const records = { accounts: [...accounts], subscriptions: [...subscriptions] }
  let calls = 0
  const asked = <T>(answer: T): Promise<T> => Promise.resolve(((calls += 1), answer))
  const ports: { readonly accounts: HostAccounts; readonly subscriptions: HostSubscriptions } = {
    accounts: {
      get: (id) => asked(records.accounts.find((account) => account.id === id)),
      list: (page) => asked(pageOf(records.accounts, page)),
    },
    subscriptions: {
      get: (id) => asked(records.subscriptions.find((subscription) => subscription.id === id)),
      list: ({ account, accounts, subject, reseller, plan }, page) => {
        const isOfAccount = (id: string) => (account ?? id) === id && (accounts === undefined || accounts.includes(id))
        const isMeant = (each: HostSubscription) =>
          isOfAccount(each.account) && (subject === undefined || (each.subjects ?? [each.account]).includes(subject)) && (reseller === undefined || each.wholesale?.account === reseller) && (plan ?? each.plan) === each.plan
        return asked(pageOf(records.subscriptions.filter(isMeant), page))
      },
    },
  }
  return { records, ports, calls: () => calls }
}

function pageOf<T extends { readonly id: string }>(records: readonly T[], { limit = 100, cursor = '' }: PageRequest): Page<T> {
  const behind = records.filter(({ id }) => compareBytes(id, cursor) > 0).sort((a, b) => compareBytes(a.id, b.id))
  const items = behind.slice(0, limit)
  const last = items.at(-1)
  return last === undefined || behind.length <= limit ? { items } : { items, next: last.id }
}
