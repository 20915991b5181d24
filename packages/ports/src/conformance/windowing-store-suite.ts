import type { Storage, Stores } from '../storage.js'
import type { WindowingRecord } from '../windowing-store.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { concurrentCase, storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type WindowingStorage = Storage<Pick<Stores, 'windowing'>>

function windowing(about: Partial<WindowingRecord> = {}): WindowingRecord {
  return { key: 'meter/tokens', revision: 0, state: { format: 'windowing/1', sources: [{ source: 'api', upTo: '2026-11-01T00:00:00.000000Z' }] }, ...about }
}

const save = (storage: WindowingStorage, record: WindowingRecord) => storage.transaction('tenant', (stores) => stores.windowing.save(record))
const get = (storage: WindowingStorage) => storage.transaction('tenant', (stores) => stores.windowing.get('meter/tokens'))

const cases: readonly SuiteCase<StorageFactory<'windowing'>>[] = [
  storageCase('a state replaces the one before, and is what is loaded', async (storage) => {
    for (const record of [windowing(), windowing({ revision: 1, state: null }), windowing({ revision: 2, state: ['second'] })]) {
      await storage.transaction('tenant', async (stores) => {
        await stores.windowing.save(record)
        expectSame(await stores.windowing.load(record.key), record, 'what this transaction saved')
      })
      expectSame(await get(storage), record, 'what is committed')
      expectSame(await storage.transaction('tenant', (stores) => stores.windowing.load(record.key)), record, 'what is loaded')
    }
  }),

  storageCase('several states in one transaction', async (storage) => {
    await storage.transaction('tenant', async (stores) => {
      for (let revision = 0; revision <= 12; revision += 1) await stores.windowing.save(windowing({ revision, state: { revision } }))
      await stores.windowing.save(windowing({ key: 'meter/calls' }))
    })
    expectSame(await get(storage), windowing({ revision: 12, state: { revision: 12 } }), 'the last one')
  }),

  storageCase('a state that does not follow the stored one is a conflict', async (storage) => {
    await expectFailure('storage.conflict', 'revision 1 first', () => save(storage, windowing({ revision: 1 })))
    await save(storage, windowing())
    for (const revision of [0, 2]) await expectFailure('storage.conflict', `revision ${revision} after 0`, () => save(storage, windowing({ revision })))
    await save(storage, windowing({ revision: 1 }))
    for (const revision of [0, 1, 3]) await expectFailure('storage.conflict', `revision ${revision} after 1`, () => save(storage, windowing({ revision })))
    expectSame(await get(storage), windowing({ revision: 1 }), 'the state')
  }),

  storageCase('a state that is rolled back leaves the one before', async (storage) => {
    await save(storage, windowing())
    await inRolledBack(storage, 'tenant', (stores) => stores.windowing.save(windowing({ revision: 1, state: 'lost' })))
    expectSame(await get(storage), windowing(), 'after the rollback')
    await save(storage, windowing({ revision: 1, state: 'kept' }))
  }),

  storageCase('of first states at the same time, one is kept', async (storage) => {
    const records = [0, 1, 2, 3, 4].map((state) => windowing({ state }))
    const winner = await expectOneWinner(records.map((record) => () => save(storage, record)), 'first states of one key')
    expectSame(await get(storage), windowing({ state: winner }), 'the state')
  }),

  concurrentCase('who loads waits for who has loaded, so that no step is lost and none is a conflict', async (storage) => {
    await save(storage, windowing({ state: 0 }))
    const step = () =>
      storage.transaction('tenant', async ({ windowing: store }) => {
        const { revision = -1, state = 0 } = (await store.load('meter/tokens')) ?? {}
        await store.save(windowing({ revision: revision + 1, state: Number(state) + 1 }))
      })
    await Promise.all(Array.from({ length: 12 }, step))
    expectSame(await get(storage), windowing({ revision: 12, state: 12 }), 'after twelve steps at the same time')
  }),
]

export const windowingProbe: RecordProbe<'windowing', WindowingRecord> = {
  store: 'windowing',
  record: (text) => windowing({ key: text, state: { text, texts: [text] } }),
  write: (store, record) => store.save(record),
  read: (store, { key }) => store.get(key),
}

/** The contract of `WindowingStore`. */
export const windowingStoreSuite: Suite<StorageFactory<'windowing'>> = { name: 'windowing store', cases: [...recordCases(windowingProbe), ...cases] }
