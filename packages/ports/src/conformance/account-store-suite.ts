import type { Account } from '@farthing/core'
import type { AccountFilter } from '../account-store.js'
import type { PageRequest } from '../page.js'
import { textsInByteOrder } from './awkward-texts.js'
import { expectSame } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

function sampleAccount(about: Partial<Account> = {}): Account {
  return { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin', ...about }
}

const cases: readonly SuiteCase<StorageFactory<'accounts'>>[] = [
  storageCase('an account replaces the one with its id as a whole', async (storage) => {
    const renamed = sampleAccount({ zone: 'UTC', parent: 'reseller' })
    await storage.transaction('tenant', (stores) => stores.accounts.put(sampleAccount({ name: 'Acme', invoiceRecipient: 'head-office' })))
    await storage.transaction('tenant', (stores) => stores.accounts.put(renamed))
    expectSame(await storage.transaction('tenant', (stores) => stores.accounts.get('acme')), renamed, 'the account')
  }),

  storageCase('a replacement that is rolled back leaves the account before it', async (storage) => {
    await storage.transaction('tenant', (stores) => stores.accounts.put(sampleAccount()))
    await inRolledBack(storage, 'tenant', async (stores) => {
      await stores.accounts.put(sampleAccount({ zone: 'UTC' }))
      await stores.accounts.put(sampleAccount({ zone: 'Asia/Tokyo' }))
    })
    expectSame(await storage.transaction('tenant', (stores) => stores.accounts.get('acme')), sampleAccount(), 'the account')
  }),

  storageCase('the list comes in pages, in the order of id bytes, without other tenants', async (storage) => {
    const accounts = textsInByteOrder.map((id) => sampleAccount({ id }))
    await storage.transaction('tenant', async (stores) => {
      for (const account of shuffle(accounts, pseudoRandom(1))) await stores.accounts.put(account)
    })
    await storage.transaction('other', (stores) => stores.accounts.put(sampleAccount()))
    await expectPages((page) => storage.transaction('tenant', (stores) => stores.accounts.list({}, page)), accounts, 'the list')
    await expectPages((page) => storage.transaction('empty', (stores) => stores.accounts.list({}, page)), [], 'the list of another tenant')
  }),

  storageCase('by id, kind, currency and the account above it, together', async (storage) => {
    const accounts = [
      sampleAccount({ id: 'a', parent: 'p' }),
      sampleAccount({ id: 'b', parent: 'p', currency: 'USD' }),
      sampleAccount({ id: 'c', parent: 'é' }),
      sampleAccount({ id: 'd', kind: 'reseller', parent: 'p' }),
      sampleAccount({ id: 'p', kind: 'reseller' }),
    ]
    await storage.transaction('tenant', async (stores) => {
      for (const account of shuffle(accounts, pseudoRandom(5))) await stores.accounts.put(account)
    })
    await storage.transaction('other', (stores) => stores.accounts.put(sampleAccount({ id: 'e', parent: 'p' })))
    const list = (filter: AccountFilter) => (page?: PageRequest) => storage.transaction('tenant', (stores) => stores.accounts.list(filter, page))
    const named = (...ids: readonly string[]) => accounts.filter(({ id }) => ids.includes(id))
    await expectPages(list({ parent: 'p' }), named('a', 'b', 'd'), 'those below an account')
    await expectPages(list({ parent: 'é' }), named('c'), 'those below another one')
    await expectPages(list({ parent: 'nobody' }), [], 'those below an account that is not there')
    await expectPages(list({ parents: ['p', 'é', 'nobody'] }), named('a', 'b', 'c', 'd'), 'those below one of some')
    await expectPages(list({ parents: [] }), [], 'those below none of all')
    await expectPages(list({ kind: 'reseller' }), named('d', 'p'), 'those of a kind')
    await expectPages(list({ currency: 'USD' }), named('b'), 'those of a currency')
    await expectPages(list({ accounts: ['p', 'a', 'a', 'nobody'] }), named('a', 'p'), 'those with these ids')
    await expectPages(list({ accounts: [] }), [], 'those with one of no ids')
    await expectPages(list({ accounts: ['a', 'b', 'c'], parent: 'p', currency: 'EUR', kind: 'customer' }), named('a'), 'by all of them')
  }),

  storageCase('a page has 100 items unless its request says otherwise', async (storage) => {
    const accounts = Array.from({ length: 101 }, (_, index) => sampleAccount({ id: `a${String(index).padStart(3, '0')}` }))
    await storage.transaction('tenant', async (stores) => {
      for (const account of accounts) await stores.accounts.put(account)
    })
    const first = await storage.transaction('tenant', (stores) => stores.accounts.list({}))
    expectSame(first.items, accounts.slice(0, 100), 'the first page')
    const second = await storage.transaction('tenant', (stores) => stores.accounts.list({}, { cursor: first.next ?? '' }))
    expectSame(second, { items: accounts.slice(100) }, 'the second page')
  }),

  storageCase('an account that is added behind the cursor is not shown, one ahead of it is, and none twice', async (storage) => {
    const put = (...ids: readonly string[]) =>
      storage.transaction('tenant', async (stores) => {
        for (const id of ids) await stores.accounts.put(sampleAccount({ id }))
      })
    await put('b', 'd', 'f')
    const first = await storage.transaction('tenant', (stores) => stores.accounts.list({}, { limit: 2 }))
    await put('a', 'd', 'e')
    const rest = await storage.transaction('tenant', (stores) => stores.accounts.list({}, { cursor: first.next ?? '' }))
    expectSame([...first.items, ...rest.items].map(({ id }) => id), ['b', 'd', 'e', 'f'], 'what paging showed')
  }),

  storageCase('limits and cursors that are none are refused', (storage) =>
    expectRefusedPages((page) => storage.transaction('tenant', (stores) => stores.accounts.list({}, page))),
  ),

  storageCase('the turn of an account is taken again and again, also in one transaction, and also where there is no account', async (storage) => {
    for (const id of ['acme', 'acme', 'nobody', ...textsInByteOrder]) {
      await storage.transaction('tenant', async ({ accounts }) => {
        await accounts.lock(id)
        await accounts.lock(id)
      })
    }
    await inRolledBack(storage, 'tenant', ({ accounts }) => accounts.lock('acme'))
    expectSame((await storage.transaction('tenant', ({ accounts }) => accounts.list({}))).items, [], 'the accounts')
  }),

  concurrentCase('who takes the turn of an account waits for who has it, and then sees what was kept', async (storage) => {
    const grow = () =>
      storage.transaction('tenant', async ({ accounts }) => {
        await accounts.lock('acme')
        const { name = '' } = (await accounts.get('acme')) ?? {}
        await accounts.put(sampleAccount({ name: `${name}x` }))
      })
    await Promise.all(Array.from({ length: 12 }, grow))
    expectSame((await storage.transaction('tenant', ({ accounts }) => accounts.get('acme')))?.name, 'x'.repeat(12), 'after twelve steps at the same time')
  }),

  concurrentCase('turns of other accounts and of other tenants keep nobody waiting', async (storage) => {
    const held = await openTransaction(storage, 'tenant')
    await held.stores.accounts.lock('acme')
    await storage.transaction('tenant', ({ accounts }) => accounts.lock('globex'))
    await storage.transaction('other', ({ accounts }) => accounts.lock('acme'))
    await held.commit()
  }),
]

export const accountProbe: RecordProbe<'accounts', Account> = {
  store: 'accounts',
  record: (text) => sampleAccount({ id: text, name: text, parent: text, invoiceRecipient: text }),
  write: (accounts, record) => accounts.put(record),
  read: (accounts, { id }) => accounts.get(id),
}

/** The contract of `AccountStore`. */
export const accountStoreSuite: Suite<StorageFactory<'accounts'>> = { name: 'account store', cases: [...recordCases(accountProbe), ...cases] }
