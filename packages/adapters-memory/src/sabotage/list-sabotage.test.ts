import type { Account } from '@farthing/core'
import type { Page, PageRequest, Stores } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

async function allAccounts({ accounts }: Stores): Promise<readonly Account[]> {
  const { items } = await accounts.list({}, { limit: 1000 })
  return items
}

describeSabotages('list', [
  {
    what: 'orders by UTF-16 units',
    red: 'the list comes in pages, in the order of id bytes, without other tenants',
    create: withStores((stores) => ({
      accounts: {
        ...stores.accounts,
        list: async (_, { limit = 100, cursor = '' }: PageRequest = {}): Promise<Page<Account>> => {
          const behind = (await allAccounts(stores)).filter(({ id }) => id > cursor).sort((a, b) => (a.id < b.id ? -1 : 1))
          const last = behind[limit - 1]
          return behind.length > limit && last ? { items: behind.slice(0, limit), next: last.id } : { items: behind }
        },
      },
    })),
  },
  {
    what: 'pages by position',
    red: 'an account that is added behind the cursor is not shown, one ahead of it is, and none twice',
    create: withStores((stores) => ({
      accounts: {
        ...stores.accounts,
        list: async (_, { limit = 100, cursor = '0' }: PageRequest = {}): Promise<Page<Account>> => {
          const behind = (await allAccounts(stores)).slice(Number(cursor))
          return behind.length > limit ? { items: behind.slice(0, limit), next: String(Number(cursor) + limit) } : { items: behind }
        },
      },
    })),
  },
  {
    what: 'clamps the size of a page',
    red: 'limits and cursors that are none are refused',
    create: withStores(({ accounts }) => ({
      accounts: { ...accounts, list: (filter, { limit = 100, ...page } = {}) => accounts.list(filter, { ...page, limit: Math.trunc(Math.min(Math.max(limit || 1, 1), 1000)) }) },
    })),
  },
  {
    what: 'lists accounts at any depth below another one',
    red: 'by id, kind, currency and the account above it, together',
    create: withStores(({ accounts }) => ({ accounts: { ...accounts, list: ({ parent: _, ...filter }, page) => accounts.list(filter, page) } })),
  },
  {
    what: 'takes a list of no accounts for all of them',
    red: 'lists by accounts, recipient, currency, side, status, period and time of issue, together',
    create: withStores(({ documents }) => ({
      documents: { ...documents, list: ({ accounts = [], ...filter }, page) => documents.list({ ...filter, ...(accounts.length > 0 && { accounts }) }, page) },
    })),
  },
  {
    what: 'finds documents by a month of UTC',
    red: 'lists by accounts, recipient, currency, side, status, period and time of issue, together',
    create: withStores(({ documents }) => ({
      documents: {
        ...documents,
        list: async ({ period, ...filter }, page) => {
          const found = await documents.list(filter, page)
          return { ...found, items: found.items.filter(({ from }) => period === undefined || from.startsWith(period)) }
        },
      },
    })),
  },
  {
    what: 'forgets which accounts things are asked for',
    red: 'the list has the last step of each thing, by creation and id, of an account, a status or what it is about',
    create: withStores(({ controls }) => ({ controls: { ...controls, list: (kind, { accounts: _, ...filter }, page) => controls.list(kind, filter, page) } })),
  },
  {
    what: 'takes the end of a time for a part of it',
    red: 'things are found by what their last step names, together',
    create: withStores(({ payments }) => ({ payments: { ...payments, list: (kind, { until: _, ...filter }, page) => payments.list(kind, filter, page) } })),
  },
])
