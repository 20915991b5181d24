import type { Account } from '@farthing/core'
import type { HostAccounts, HostSubscription, HostSubscriptions } from '../host-records.js'
import { expectSame } from './expectations.js'
import { expectPages } from './paging.js'
import type { Suite, SuiteCase } from './suite.js'

/** Records that a host has. */
export interface HostRecords {
  readonly accounts: readonly Account[]
  readonly subscriptions: readonly HostSubscription[]
}

/** What a host gives, so that the suite can try its ports out. */
export interface HostRecordsFactory {
  /** Ports over exactly these records. */
  create(records: HostRecords): Promise<{ readonly accounts: HostAccounts; readonly subscriptions: HostSubscriptions }>
}

const account = (id: string): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin' })

const subscription = (id: string, about: Partial<HostSubscription> = {}): HostSubscription => ({
  id, account: 'a', plan: 'pro', zone: 'Europe/Berlin', anchor: '2026-10-01', from: '2026-09-30T22:00:00.000000Z', ...about,
})

/** In byte order: a capital comes before a small letter, and what is beyond the first plane comes last. */
const ids = ['A', 'a', 'a/1', 'b', 'é', '\uffee', '\u{1f600}']

const cases: readonly SuiteCase<HostRecordsFactory>[] = [
  {
    name: 'a record is found by its id, and what is not there is undefined or null',
    async run({ create }) {
      const { accounts, subscriptions } = await create({ accounts: ids.map(account), subscriptions: ids.map((id) => subscription(id)) })
      for (const id of ids) {
        expectSame(await accounts.get(id), account(id), `the account ${id}`)
        expectSame(await subscriptions.get(id), subscription(id), `the subscription ${id}`)
      }
      expectSame((await accounts.get('B')) ?? undefined, undefined, 'an account that is not there')
      expectSame((await subscriptions.get('')) ?? undefined, undefined, 'a subscription that is not there')
    },
  },
  {
    name: 'lists come in pages, ordered by the bytes of the ids, each record once',
    async run({ create }) {
      const { accounts, subscriptions } = await create({ accounts: [...ids].reverse().map(account), subscriptions: [...ids].reverse().map((id) => subscription(id)) })
      await expectPages((page = {}) => accounts.list(page), ids.map(account), 'the accounts')
      await expectPages((page = {}) => subscriptions.list({}, page), ids.map((id) => subscription(id)), 'the subscriptions')
    },
  },
  {
    name: 'subscriptions are those of the account and the subject that are asked for',
    async run({ create }) {
      const all = [subscription('1'), subscription('2', { account: 'b' }), subscription('3', { account: 'b', subjects: ['a', 'x'] }), subscription('4', { subjects: ['x'] })]
      const { subscriptions } = await create({ accounts: [account('a'), account('b')], subscriptions: all })
      const found = async (filter: { readonly account?: string; readonly subject?: string }) => (await subscriptions.list(filter, {})).items.map(({ id }) => id)
      expectSame(await found({ account: 'a' }), ['1', '4'], 'of the account')
      expectSame(await found({ subject: 'a' }), ['1', '3'], 'of the subject, which is the account where there are no subjects')
      expectSame(await found({ account: 'b', subject: 'x' }), ['3'], 'of both')
      expectSame(await found({ subject: 'y' }), [], 'of nobody')
    },
  },
  {
    name: 'an empty host has empty lists',
    async run({ create }) {
      const { accounts, subscriptions } = await create({ accounts: [], subscriptions: [] })
      expectSame([await accounts.list({}), await subscriptions.list({}, {})], [{ items: [] }, { items: [] }], 'the lists')
    },
  },
]

/** The contract of `HostAccounts` and `HostSubscriptions`. */
export const hostRecordsSuite: Suite<HostRecordsFactory> = { name: 'records of the host', cases }
