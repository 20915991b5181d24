import type { Storage, Stores } from '../storage.js'
import { awkwardTexts } from './awkward-texts.js'
import { expectFailure, expectSame } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { concurrentCase, storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type DocumentStorage = Storage<Pick<Stores, 'documents'>>

const take = (storage: DocumentStorage, series = 'INV', tenant = 'tenant') =>
  storage.transaction(tenant, (stores) => stores.documents.nextNumber(series))

/** What `DocumentStore.nextNumber` promises. */
export const documentNumberCases: readonly SuiteCase<StorageFactory<'documents'>>[] = [
  storageCase('numbers of a series are 1, 2, 3 …, also within one transaction', async (storage) => {
    const taken = [await take(storage), await take(storage)]
    await storage.transaction('tenant', async (stores) => {
      for (let count = 0; count < 9; count += 1) taken.push(await stores.documents.nextNumber('INV'))
    })
    expectSame([...taken, await take(storage)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 'numbers')
  }),

  storageCase('a rollback gives its numbers back', async (storage) => {
    expectSame(await inRolledBack(storage, 'tenant', (stores) => stores.documents.nextNumber('INV')), 1, 'the first, rolled back')
    expectSame(await take(storage), 1, 'the first')
    const lost = await inRolledBack(storage, 'tenant', async ({ documents }) => [
      await documents.nextNumber('INV'),
      await documents.nextNumber('INV'),
    ])
    expectSame(lost, [2, 3], 'two more, rolled back')
    expectSame(await take(storage), 2, 'the second')
  }),

  storageCase('many are taken in one step, as one after another, and given back together', async (storage) => {
    const many = (count: number) => storage.transaction('tenant', ({ documents }) => documents.nextNumbers('INV', count))
    expectSame([await many(1), await take(storage), await many(3)], [[1], 2, [3, 4, 5]], 'numbers')
    expectSame(await inRolledBack(storage, 'tenant', ({ documents }) => documents.nextNumbers('INV', 10_000)), Array.from({ length: 10_000 }, (_, index) => index + 6), 'rolled back')
    for (const count of [0, -1, 1.5, Number.NaN, 10_001]) await expectFailure('storage.count_invalid', `${count} numbers`, () => many(count))
    expectSame(await take(storage), 6, 'the next')
  }),

  storageCase('each series counts for itself, and any text is a series', async (storage) => {
    for (const round of [1, 2]) {
      const numbers: number[] = []
      for (const series of awkwardTexts) numbers.push(await take(storage, series))
      expectSame(numbers, awkwardTexts.map(() => round), `round ${round}`)
    }
  }),

  storageCase('each tenant counts for itself', async (storage) => {
    expectSame([await take(storage), await take(storage), await take(storage, 'INV', 'other'), await take(storage)], [1, 2, 1, 3], 'numbers')
  }),

  storageCase('numbers that are taken at the same time leave no gap, even when some transactions roll back', async (storage) => {
    const attempts = Array.from({ length: 24 }, (_, index) =>
      index % 3 === 0
        ? inRolledBack(storage, 'tenant', (stores) => stores.documents.nextNumber('INV')).then(() => [])
        : take(storage).then((number) => [number]),
    )
    const kept = (await Promise.all(attempts)).flat()
    expectSame([...kept].sort((a, b) => a - b), kept.map((_, index) => index + 1), 'numbers that were kept')
  }),

  storageCase('takers of one and of many at the same time leave no gap and share none', async (storage) => {
    const taken = await Promise.all([1, 5, 2, 7, 1, 3].map((count) => storage.transaction('tenant', ({ documents }) => documents.nextNumbers('INV', count))))
    expectSame(taken.flat().sort((a, b) => a - b), Array.from({ length: 19 }, (_, index) => index + 1), 'numbers')
  }),

  concurrentCase('a second taker waits for the first and gets what that left', async (storage) => {
    for (const [end, expected] of [['commit', 2], ['rollback', 1]] as const) {
      const first = await openTransaction(storage, 'tenant')
      expectSame(await first.stores.documents.nextNumber(end), 1, 'the first')
      const second = take(storage, end)
      await first[end]()
      expectSame(await second, expected, `the second after the ${end} of the first`)
    }
  }),
]
