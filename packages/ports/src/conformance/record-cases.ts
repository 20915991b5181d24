import type { Stores } from '../storage.js'
import { awkwardTexts } from './awkward-texts.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

/** What every store promises about its records, tried out on one store. */
export function recordCases<K extends keyof Stores, R>(probe: RecordProbe<K, R>): readonly SuiteCase<StorageFactory<K>>[] {
  const tenant = 'tenant'
  const record = (text: string, named: string) => probe.record(text, named)
  const write = (stores: Pick<Stores, K>, written: R) => probe.write(stores[probe.store], written)
  const read = (stores: Pick<Stores, K>, written: R) => probe.read(stores[probe.store], written)

  return [
    storageCase('what is not there is undefined', async (storage) => {
      expectSame(await storage.transaction(tenant, (stores) => read(stores, record('r', tenant))), undefined, 'an empty store')
    }),

    storageCase('every text comes back as it went in, and no two of them are mixed up', async (storage) => {
      const records = awkwardTexts.map((text) => record(text, tenant))
      await storage.transaction(tenant, async (stores) => {
        for (const written of records) await write(stores, written)
      })
      await storage.transaction(tenant, async (stores) => {
        for (const written of records) expectSame(await read(stores, written), written, 'a record')
      })
    }),

    storageCase('a transaction sees its own writes', async (storage) => {
      const written = record('r', tenant)
      await storage.transaction(tenant, async (stores) => {
        await write(stores, written)
        expectSame(await read(stores, written), written, 'before the commit')
      })
    }),

    storageCase('a rollback leaves nothing', async (storage) => {
      const written = record('r', tenant)
      await inRolledBack(storage, tenant, (stores) => write(stores, written))
      expectSame(await storage.transaction(tenant, (stores) => read(stores, written)), undefined, 'after the rollback')
    }),

    storageCase('what is stored does not change with the object that was given or got', async (storage) => {
      const given = copyOf(record('r', tenant))
      await storage.transaction(tenant, (stores) => write(stores, given))
      tamperWith(given)
      const got = await storage.transaction(tenant, (stores) => read(stores, record('r', tenant)))
      tamperWith(got)
      const again = await storage.transaction(tenant, (stores) => read(stores, record('r', tenant)))
      expectSame(again, record('r', tenant), 'the record after both objects changed')
    }),

    storageCase('other tenants do not see it, and keep their own under the same key (I-SCOPE)', async (storage) => {
      const [own, foreign] = [record('r', tenant), record('r', 'other')]
      await storage.transaction(tenant, (stores) => write(stores, own))
      expectSame(await storage.transaction('other', (stores) => read(stores, foreign)), undefined, 'in the other tenant')
      await storage.transaction('other', (stores) => write(stores, foreign))
      expectSame(await storage.transaction('other', (stores) => read(stores, foreign)), foreign, 'its own record there')
      expectSame(await storage.transaction(tenant, (stores) => read(stores, own)), own, 'the first record')
    }),

    storageCase('a store refuses every call once its transaction has ended', async (storage) => {
      const written = record('r', tenant)
      const late = await storage.transaction(tenant, async (stores) => stores)
      await expectFailure('storage.closed', 'a late write', () => write(late, written))
      await expectFailure('storage.closed', 'a late read', () => read(late, written))
      expectSame(await storage.transaction(tenant, (stores) => read(stores, written)), undefined, 'what the late write left')
    }),
  ]
}

function copyOf<T>(record: T): T {
  return JSON.parse(JSON.stringify(record)) as T
}

/** Changes whatever can be changed, at every depth. */
function tamperWith(record: unknown): void {
  if (typeof record !== 'object' || record === null) return
  for (const [key, value] of Object.entries(record)) {
    tamperWith(value)
    Reflect.set(record, key, 'tampered')
  }
  Reflect.set(record, 'added', 'tampered')
}
