import type { EventQuery, IncomingEvent } from '../event-store.js'
import type { Storage, Stores } from '../storage.js'
import { incomingEvent, incomingEvents, inScanOrder, october, scanAll } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { openTransaction } from './open-transaction.js'
import { concurrentCase, storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type EventStorage = Storage<Pick<Stores, 'events'>>
type EventCase = SuiteCase<StorageFactory<'events'>>

const november = '2026-11-14T09:00:00.000000Z'

const append = (storage: EventStorage, ...events: readonly IncomingEvent[]) => storage.transaction('tenant', (stores) => stores.events.append(events))
const takeCut = (storage: EventStorage) => storage.transaction('tenant', (stores) => stores.events.takeCut())

async function expectFound(storage: EventStorage, query: Partial<EventQuery>, expected: readonly IncomingEvent[], what: string): Promise<void> {
  const found = await storage.transaction('tenant', (stores) => scanAll(stores.events, query))
  expectSame(found, inScanOrder(expected), what)
}

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => incomingEvent({ id })) as [IncomingEvent, IncomingEvent, IncomingEvent, IncomingEvent]
const amended = incomingEvent({ id: 'a', revision: 1, data: { count: '7' } })
const voided = incomingEvent({ id: 'b', revision: 1, data: null })
const moved = incomingEvent({ id: 'c', revision: 1, time: november, subject: 'b', type: 'x' })

/** What `recordedAfter` and `replacedIn` promise of a scan: together they show all that differs between two cuts. */
export const eventChangeCases: readonly EventCase[] = [
  storageCase('what was recorded after a cut: arrivals and amendments, and nothing that the cut shows', async (storage) => {
    await append(storage, a, b, c)
    const since = await takeCut(storage)
    await expectFound(storage, { recordedAfter: since }, [], 'nothing yet')
    await append(storage, amended, voided, moved, d)
    await expectFound(storage, { recordedAfter: since }, [amended, d], 'in October')
    await expectFound(storage, { recordedAfter: since, from: october.to, to: '2026-12-01T00:00:00.000000Z' }, [moved], 'in November')
    await expectFound(storage, { recordedAfter: await takeCut(storage) }, [], 'after all of it')
  }),

  storageCase('what was recorded between two cuts', async (storage) => {
    await append(storage, a)
    const first = await takeCut(storage)
    await append(storage, b, amended)
    const second = await takeCut(storage)
    await append(storage, c, voided)
    await expectFound(storage, { recordedAfter: first, cut: second }, [b, amended], 'between them')
    await expectFound(storage, { recordedAfter: second, cut: first }, [], 'the other way round')
    await expectFound(storage, { recordedAfter: second }, [c], 'after the second')
  }),

  storageCase('what a later cut replaces: as the first one shows it, wherever it is now', async (storage) => {
    await append(storage, a, b, c, d)
    const first = await takeCut(storage)
    await append(storage, amended, voided, moved, incomingEvent({ id: 'e' }))
    const second = await takeCut(storage)
    await append(storage, incomingEvent({ id: 'd', revision: 1, data: null }))
    await expectFound(storage, { cut: first, replacedIn: second }, [a, b, c], 'up to the second')
    await expectFound(storage, { cut: first, replacedIn: second, subjects: ['acme'], types: ['llm.tokens'] }, [a, b, c], 'by what they were')
    await expectFound(storage, { cut: first, replacedIn: second, subjects: ['b'] }, [], 'not by what they are')
    await expectFound(storage, { cut: first, replacedIn: await takeCut(storage) }, [a, b, c, d], 'up to now')
    await expectFound(storage, { cut: second, replacedIn: first }, [], 'the other way round')
    await expectFound(storage, { cut: first, replacedIn: first }, [], 'the same cut')
  }),

  storageCase('a lower revision that comes in later is no change, and one between is not effective', async (storage) => {
    const second = incomingEvent({ id: 'a', revision: 2, data: { count: '8' } })
    await append(storage, amended)
    const before = await takeCut(storage)
    await append(storage, a)
    await expectFound(storage, { recordedAfter: before }, [], 'recorded')
    await expectFound(storage, { cut: before, replacedIn: await takeCut(storage) }, [], 'replaced')
    await append(storage, second)
    await expectFound(storage, { recordedAfter: before }, [second], 'recorded, with a higher one')
    await expectFound(storage, { cut: before, replacedIn: await takeCut(storage) }, [amended], 'replaced, by a higher one')
  }),

  storageCase('what is replaced several times is shown once', async (storage) => {
    await append(storage, a)
    const before = await takeCut(storage)
    await append(storage, amended, incomingEvent({ id: 'a', revision: 2, data: null }), incomingEvent({ id: 'a', revision: 3, data: { count: '9' } }))
    await expectFound(storage, { cut: before, replacedIn: await takeCut(storage) }, [a], 'replaced')
  }),

  storageCase('both conditions hold together, with all filters, and behind an identity', async (storage) => {
    const [plain, named] = [incomingEvent({ id: 'plain' }), incomingEvent({ id: 'named', subject: 'robot', subscription: 's1' })]
    await append(storage, a)
    const first = await takeCut(storage)
    await append(storage, b, plain, named, incomingEvent({ id: 'type', type: 'x' }), incomingEvent({ id: 'subject', subject: 'x' }), incomingEvent({ id: 'time', time: november }))
    const second = await takeCut(storage)
    await append(storage, voided, amended)
    const owned = { subjects: ['acme'], subscriptions: ['s1'], types: ['llm.tokens'] }
    await expectFound(storage, { ...owned, recordedAfter: first, cut: second }, [b, plain, named], 'by filters')
    await expectFound(storage, { ...owned, recordedAfter: first, cut: second, replacedIn: await takeCut(storage) }, [b], 'recorded between and replaced later')
    const [least = b, ...others] = inScanOrder([b, plain, named])
    await expectFound(storage, { ...owned, recordedAfter: first, cut: second, after: least.identity }, others, 'behind an identity')
  }),

  storageCase('a thousand that are recorded and replaced come once each, in order', async (storage) => {
    const events = incomingEvents(1500)
    const amendments = incomingEvents(1500, { revision: 1, data: { count: '2' } })
    await append(storage, ...events)
    const before = await takeCut(storage)
    await append(storage, ...amendments)
    await expectFound(storage, { recordedAfter: before }, amendments, 'recorded')
    await expectFound(storage, { cut: before, replacedIn: await takeCut(storage) }, events, 'replaced')
  }),

  storageCase('events of other tenants and of the transaction itself: the first never, the second without a cut', async (storage) => {
    await append(storage, a)
    const since = await takeCut(storage)
    await storage.transaction('other', (stores) => stores.events.append([amended, b]))
    await expectFound(storage, { recordedAfter: since }, [], 'of another tenant')
    await storage.transaction('tenant', async (stores) => {
      await stores.events.append([amended])
      expectSame(await scanAll(stores.events, { recordedAfter: since }), [amended], 'its own')
      const now = await stores.events.takeCut()
      expectSame(await scanAll(stores.events, { recordedAfter: since, cut: now }), [], 'its own at a cut')
      expectSame(await scanAll(stores.events, { cut: since, replacedIn: now }), [], 'replaced by its own')
    })
  }),

  storageCase('text that is no cut is refused wherever it stands', async (storage) => {
    await append(storage, a)
    for (const cut of ['', 'yesterday', '-1']) {
      await expectFailure('storage.cut_unknown', `recordedAfter ${JSON.stringify(cut)}`, () => expectFound(storage, { recordedAfter: cut }, [], ''))
      await expectFailure('storage.cut_unknown', `replacedIn ${JSON.stringify(cut)}`, () => expectFound(storage, { replacedIn: cut }, [], ''))
    }
  }),

  concurrentCase('what an open transaction appended is recorded after a cut that was taken meanwhile', async (storage) => {
    await append(storage, a)
    const open = await openTransaction(storage, 'tenant')
    await open.stores.events.append([amended, b])
    await append(storage, c)
    const since = await takeCut(storage)
    await append(storage, d)
    await open.commit()
    await expectFound(storage, { recordedAfter: since }, [amended, b, d], 'recorded')
    await expectFound(storage, { cut: since, replacedIn: await takeCut(storage) }, [a], 'replaced')
  }),
]
