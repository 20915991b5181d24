import { fail, type Account } from '@farthing/core'
import { memory } from '../memory.js'
import { describeSabotages, withStores } from './sabotage.js'

describeSabotages('transaction', [
  {
    what: 'forgets the tenant',
    red: 'the same identity in two tenants is two events (I-SCOPE)',
    create: () => {
      const storage = memory()
      return { transaction: (_tenant, work) => storage.transaction('tenant', work) }
    },
  },
  {
    what: 'takes tenants that look the same for one',
    red: 'any well-formed text is a tenant, and no two of them are mixed up',
    create: () => {
      const storage = memory()
      return { transaction: (tenant, work) => storage.transaction(tenant.normalize(), work) }
    },
  },
  {
    what: 'has a default tenant',
    red: 'a tenant that is no text of 1 to 256 characters is refused before any work (T-FAILCLOSED)',
    create: () => {
      const storage = memory()
      return { transaction: (tenant, work) => storage.transaction(tenant || 'default', work) }
    },
  },
  {
    what: 'keeps what failed work wrote',
    red: 'none of it is kept, in any store, and all of it can be written again',
    create: () => {
      const storage = memory()
      return {
        transaction: async (tenant, work) => {
          const failed: unknown[] = []
          const result = await storage.transaction(tenant, (stores) => work(stores).catch((error: unknown) => void failed.push(error)))
          if (failed.length > 0) throw failed[0]
          return result as Awaited<ReturnType<typeof work>>
        },
      }
    },
  },
  {
    what: 'runs failed work again',
    red: 'it rejects with what work rejects with, and work runs once',
    create: () => {
      const storage = memory()
      return { transaction: (tenant, work) => storage.transaction(tenant, work).catch(() => storage.transaction(tenant, work)) }
    },
  },
  {
    what: 'keeps a reference to what it was given',
    red: 'what is stored does not change with the object that was given or got',
    create: () => {
      const kept = new Map<string, Account>()
      return withStores(({ accounts }) => ({
        accounts: { ...accounts, put: async (account) => void kept.set(account.id, account), get: async (id) => kept.get(id) },
      }))()
    },
  },
  {
    what: 'lets its stores be used after the end',
    red: 'a store refuses every call once its transaction has ended',
    create: withStores(({ accounts }, tenant, storage) => ({
      accounts: { ...accounts, get: (id) => accounts.get(id).catch(() => storage.transaction(tenant, (stores) => stores.accounts.get(id))) },
    })),
  },
  {
    what: 'commits after a failure that was caught',
    red: 'a failure storage.conflict dooms its transaction, even when work catches it, and not the next one',
    create: withStores(({ commands }) => ({
      commands: {
        ...commands,
        put: async (record) => {
          if (await commands.get(record.kind, record.key)) fail('storage.conflict', { field: 'key', because: 'is taken' })
          await commands.put(record)
        },
      },
    })),
  },
])
