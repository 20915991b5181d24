import type { EventCensus } from '../census-store.js'
import { expectSame } from './expectations.js'
import { inRolledBack } from './open-transaction.js'
import type { AnyProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const none: EventCensus = { received: 0, kept: 0, duplicate: 0, conflict: 0, rejected: {} }

const cases: readonly SuiteCase<StorageFactory<'census'>>[] = [
  storageCase('before the first batch all counts are zero, and after batches of nothing too', async (storage) => {
    const total = await storage.transaction('tenant', async ({ census }) => {
      await census.add(none)
      await census.add({ ...none, rejected: { 'time.malformed': 0 } })
      return census.total()
    })
    expectSame(total, none, 'the census')
  }),

  storageCase('every count adds up for itself, each rejection under its code', async (storage) => {
    await storage.transaction('tenant', async ({ census }) => {
      await census.add({ received: 10, kept: 4, duplicate: 2, conflict: 1, rejected: { 'time.malformed': 2, 'event.invalid': 1 } })
      await census.add({ received: 3, kept: 2, duplicate: 0, conflict: 0, rejected: { 'time.malformed': 1 } })
      expectSame((await census.total()).received, 13, 'what the transaction itself received')
    })
    const total = await storage.transaction('tenant', ({ census }) => census.total())
    expectSame(total, { received: 13, kept: 6, duplicate: 2, conflict: 1, rejected: { 'event.invalid': 1, 'time.malformed': 3 } }, 'the census')
  }),

  storageCase('what is rolled back was not received', async (storage) => {
    await storage.transaction('tenant', ({ census }) => census.add({ ...none, received: 2, kept: 2 }))
    await inRolledBack(storage, 'tenant', ({ census }) => census.add({ ...none, received: 5, duplicate: 5 }))
    expectSame(await storage.transaction('tenant', ({ census }) => census.total()), { ...none, received: 2, kept: 2 }, 'the census')
  }),

  storageCase('batches at the same time all count', async (storage) => {
    const batch: EventCensus = { received: 3, kept: 1, duplicate: 1, conflict: 0, rejected: { 'event.invalid': 1 } }
    await Promise.all(Array.from({ length: 20 }, () => storage.transaction('tenant', ({ census }) => census.add(batch))))
    const total = await storage.transaction('tenant', ({ census }) => census.total())
    expectSame(total, { received: 60, kept: 20, duplicate: 20, conflict: 0, rejected: { 'event.invalid': 20 } }, 'the census')
  }),

  storageCase('tenants are counted apart (I-SCOPE)', async (storage) => {
    await storage.transaction('tenant', ({ census }) => census.add({ ...none, received: 1, kept: 1 }))
    await storage.transaction('other', ({ census }) => census.add({ ...none, received: 2, conflict: 2 }))
    expectSame(await storage.transaction('tenant', ({ census }) => census.total()), { ...none, received: 1, kept: 1 }, 'the first tenant')
    expectSame(await storage.transaction('other', ({ census }) => census.total()), { ...none, received: 2, conflict: 2 }, 'the other tenant')
  }),
]

/** A text is counted as a code of its own, so that what a transaction keeps or not shows here too. */
export const censusProbe: AnyProbe = {
  store: 'census',
  record: () => 1,
  write: ({ census }, text) => census.add({ ...none, received: 1, rejected: { [`probe.${text}`]: 1 } }),
  read: async ({ census }, text) => {
    const { rejected } = await census.total()
    return Object.hasOwn(rejected, `probe.${text}`) ? rejected[`probe.${text}`] : undefined
  },
}

/** The contract of `CensusStore`. */
export const censusStoreSuite: Suite<StorageFactory<'census'>> = { name: 'census store', cases }
