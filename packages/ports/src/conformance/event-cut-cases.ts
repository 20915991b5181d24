import type { IncomingEvent, StoredEvent } from '../event-store.js'
import type { Storage, Stores } from '../storage.js'
import { incomingEvent, incomingEvents, inScanOrder, scanAll } from './event-samples.js'
import { expectFailure, expectSame, outcomeOf } from './expectations.js'
import { inRolledBack, openTransaction } from './open-transaction.js'
import { concurrentCase, storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type EventStorage = Storage<Pick<Stores, 'events'>>
type EventCase = SuiteCase<StorageFactory<'events'>>

const append = (storage: EventStorage, ...events: readonly IncomingEvent[]) =>
  storage.transaction('tenant', (stores) => stores.events.append(events))
const takeCut = (storage: EventStorage) => storage.transaction('tenant', (stores) => stores.events.takeCut())
const scanAt = (storage: EventStorage, cut: string): Promise<readonly StoredEvent[]> =>
  storage.transaction('tenant', (stores) => scanAll(stores.events, { cut }))

const a = incomingEvent({ id: 'a' })
const b = incomingEvent({ id: 'b' })
const c = incomingEvent({ id: 'c' })

/** What a cut promises. */
export const eventCutCases: readonly EventCase[] = [
  storageCase('a cut of an empty store shows nothing, now and later', async (storage) => {
    const cut = await takeCut(storage)
    expectSame(await scanAt(storage, cut), [], 'now')
    await append(storage, a)
    expectSame(await scanAt(storage, cut), [], 'later')
  }),

  storageCase('what is committed before a cut is in it, and what comes after is not', async (storage) => {
    await append(storage, a)
    const first = await takeCut(storage)
    await append(storage, b, c)
    const second = await takeCut(storage)
    expectSame(await scanAt(storage, first), [a], 'the first cut')
    expectSame(await scanAt(storage, second), inScanOrder([a, b, c]), 'the second cut')
  }),

  storageCase('events of the transaction that takes the cut are not in it, before and after it commits', async (storage) => {
    await append(storage, a)
    const cut = await storage.transaction('tenant', async (stores) => {
      await stores.events.append([b])
      const taken = await stores.events.takeCut()
      expectSame(await scanAll(stores.events, { cut: taken }), [a], 'inside the transaction')
      expectSame(await scanAll(stores.events), inScanOrder([a, b]), 'inside the transaction, without the cut')
      await stores.events.append([c])
      return taken
    })
    expectSame(await scanAt(storage, cut), [a], 'after the commit')
  }),

  storageCase('an amendment or void after a cut does not change what it shows', async (storage) => {
    await append(storage, a, b, c)
    const cut = await takeCut(storage)
    const moved = incomingEvent({ id: 'c', revision: 1, time: '2026-11-14T09:00:00.000000Z', subject: 'b' })
    await append(storage, incomingEvent({ id: 'a', revision: 1, data: { count: '7' } }), incomingEvent({ id: 'b', revision: 1, data: null }), moved)
    expectSame(await scanAt(storage, cut), inScanOrder([a, b, c]), 'at the cut')
    const filtered = await storage.transaction('tenant', (stores) => scanAll(stores.events, { cut, subjects: ['acme'], types: ['llm.tokens'] }))
    expectSame(filtered, inScanOrder([a, b, c]), 'at the cut, filtered')
  }),

  storageCase('a lower revision that arrives after a cut is not in it, and the higher one stays effective', async (storage) => {
    const amended = incomingEvent({ id: 'a', revision: 1, data: { count: '7' } })
    await append(storage, amended)
    const cut = await takeCut(storage)
    await append(storage, a)
    expectSame(await scanAt(storage, cut), [amended], 'at the cut')
    expectSame(await scanAt(storage, await takeCut(storage)), [amended], 'at a later cut')
  }),

  storageCase('what is rolled back is in no cut, and what comes in its place only in later ones', async (storage) => {
    await append(storage, a)
    const inside = await inRolledBack(storage, 'tenant', async (stores) => {
      await stores.events.append([b])
      return stores.events.takeCut()
    })
    const after = await takeCut(storage)
    await append(storage, c)
    expectSame(await scanAt(storage, inside ?? ''), [a], 'a cut of the transaction that was rolled back')
    expectSame(await scanAt(storage, after), [a], 'a cut after the rollback')
    expectSame(await scanAt(storage, await takeCut(storage)), inScanOrder([a, c]), 'a cut at the end')
  }),

  storageCase('a duplicate or conflict after a cut does not move the event out of it', async (storage) => {
    await append(storage, a)
    const cut = await takeCut(storage)
    await append(storage, a, incomingEvent({ id: 'a', data: { count: '7' } }))
    expectSame(await scanAt(storage, cut), [a], 'at the cut')
  }),

  storageCase('a cut of one tenant does not depend on another', async (storage) => {
    await append(storage, a)
    const cut = await takeCut(storage)
    await storage.transaction('other', (stores) => stores.events.append(incomingEvents(50)))
    expectSame(await scanAt(storage, cut), [a], 'before more of its own')
    await append(storage, b)
    expectSame(await scanAt(storage, cut), [a], 'after more of its own')
    expectSame(await scanAt(storage, await takeCut(storage)), inScanOrder([a, b]), 'a later cut')
  }),

  storageCase('a cut is a text of 1 to 8,192 characters, and text that is none is refused', async (storage) => {
    await append(storage, a)
    const { length } = await takeCut(storage)
    expectSame(length >= 1 && length <= 8192, true, `a length of ${length} is within bounds`)
    for (const cut of ['', ' ', 'yesterday', '2026-10-14T09:00:00.000000Z', "' or true --", '\u{1f600}', '-1', '1e3']) {
      await expectFailure('storage.cut_unknown', `the cut ${JSON.stringify(cut)}`, () => scanAt(storage, cut))
    }
  }),

  storageCase('a failure dooms its transaction, even when it is caught', async (storage) => {
    await expectFailure('storage.cut_unknown', 'the transaction', () =>
      storage.transaction('tenant', async (stores) => {
        await stores.events.append([a])
        await outcomeOf(() => scanAll(stores.events, { cut: 'yesterday' }))
        await outcomeOf(() => stores.events.append([b]))
      }),
    )
    expectSame(await scanAt(storage, await takeCut(storage)), [], 'what it left')
  }),

  concurrentCase('events of an open transaction are not in a cut taken meanwhile, even when it commits later', async (storage) => {
    const open = await openTransaction(storage, 'tenant')
    await open.stores.events.append([a])
    await append(storage, b)
    const cut = await takeCut(storage)
    expectSame(await scanAt(storage, cut), [b], 'while it is open')
    await append(storage, c)
    await open.commit()
    expectSame(await scanAt(storage, cut), [b], 'after its commit')
    expectSame(await scanAt(storage, await takeCut(storage)), inScanOrder([a, b, c]), 'a later cut')
  }),

  concurrentCase('a cut of an open transaction sees what others commit before it is taken', async (storage) => {
    const open = await openTransaction(storage, 'tenant')
    const before = await open.stores.events.takeCut()
    await append(storage, a)
    const after = await open.stores.events.takeCut()
    await open.commit()
    expectSame(await scanAt(storage, before), [], 'taken before')
    expectSame(await scanAt(storage, after), [a], 'taken after')
  }),
]
