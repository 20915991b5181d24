import type { EventQuery, IncomingEvent } from '../event-store.js'
import type { Storage, Stores } from '../storage.js'
import { incomingEvent, incomingEvents, inScanOrder, october, scanAll } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type EventStorage = Storage<Pick<Stores, 'events'>>
type EventCase = SuiteCase<StorageFactory<'events'>>

const november = '2026-11-14T09:00:00.000000Z'
const endOfTime = '9999-12-31T23:59:59.999999Z'

async function append(storage: EventStorage, ...events: readonly IncomingEvent[]): Promise<void> {
  await storage.transaction('tenant', (stores) => stores.events.append(events))
}

/** What a query finds, and nothing else. */
async function expectFound(storage: EventStorage, query: Partial<EventQuery>, expected: readonly IncomingEvent[], what: string): Promise<void> {
  const found = await storage.transaction('tenant', (stores) => scanAll(stores.events, query))
  expectSame(found, inScanOrder(expected), what)
}

const scanRanges: readonly EventCase[] = [
  storageCase('a scan of no events gives no pages', async (storage) => {
    await expectFound(storage, {}, [], 'an empty store')
  }),

  storageCase('thousands of events come once each, in identity order, in pages of at most 1,000', async (storage) => {
    const events = incomingEvents(2500)
    await append(storage, ...events)
    await expectFound(storage, {}, events, 'all of them')
  }),

  storageCase('a scan may be left before its end', async (storage) => {
    await append(storage, ...incomingEvents(1500))
    await storage.transaction('tenant', async (stores) => {
      for await (const page of stores.events.scan(october)) if (page.length > 0) break
      expectSame((await scanAll(stores.events)).length, 1500, 'a second scan in the same transaction')
    })
  }),

  storageCase('a scan that is carried on after the end of its transaction is refused', async (storage) => {
    await append(storage, ...incomingEvents(2500))
    const scan = await storage.transaction('tenant', async (stores) => {
      const pages = stores.events.scan(october)[Symbol.asyncIterator]()
      await pages.next()
      return pages
    })
    await expectFailure('storage.closed', 'the next page', () => scan.next())
  }),

  storageCase('from is inside and to is outside, to the microsecond', async (storage) => {
    const happening = (time: string) => incomingEvent({ id: time, time })
    const [before, first] = [happening('2026-09-30T23:59:59.999999Z'), happening(october.from)]
    const [last, after] = [happening('2026-10-31T23:59:59.999999Z'), happening(october.to)]
    await append(storage, before, first, last, after)
    await expectFound(storage, {}, [first, last], 'the month')
    await expectFound(storage, { to: october.from, from: before.event.time }, [before], 'up to the month')
    await expectFound(storage, { from: october.to, to: endOfTime }, [after], 'from the next month')
    await expectFound(storage, { from: '0001-01-01T00:00:00.000000Z', to: endOfTime }, [before, first, last, after], 'all of time')
  }),

  storageCase('a range that holds no instant finds nothing', async (storage) => {
    const event = incomingEvent({ time: october.from })
    await append(storage, event)
    await expectFound(storage, { to: october.from }, [], 'from = to')
    await expectFound(storage, { from: october.to, to: october.from }, [], 'from after to')
  }),
]

const scanFilters: readonly EventCase[] = [
  storageCase('types: any of those given, none when the list is empty', async (storage) => {
    const ofType = (type: string) => incomingEvent({ id: type, type })
    const [a, b, c] = [ofType('a'), ofType('b'), ofType('c')]
    await append(storage, a, b, c)
    await expectFound(storage, { types: ['b'] }, [b], 'one type')
    await expectFound(storage, { types: ['c', 'a', 'c', 'd'] }, [a, c], 'several types, one twice, one unknown')
    await expectFound(storage, { types: [] }, [], 'no type')
  }),

  storageCase('subjects: any of those given, none when the list is empty, compared as they are', async (storage) => {
    const of = (subject: string) => incomingEvent({ id: subject, subject })
    const [a, b, composed] = [of('a'), of('A'), of('caf\u00e9')]
    await append(storage, a, b, composed)
    await expectFound(storage, { subjects: ['a'] }, [a], 'one subject')
    await expectFound(storage, { subjects: ['A', 'a', 'A'] }, [a, b], 'several subjects, one twice')
    await expectFound(storage, { subjects: ['cafe\u0301'] }, [], 'another way to write a subject')
    await expectFound(storage, { subjects: [] }, [], 'no subject')
  }),

  storageCase('subjects and subscriptions are a union, and an event that matches both comes once', async (storage) => {
    const named = incomingEvent({ id: 'named', subject: 'robot', subscription: 's1' })
    const both = incomingEvent({ id: 'both', subject: 'acme', subscription: 's1' })
    const elsewhere = incomingEvent({ id: 'elsewhere', subject: 'acme', subscription: 's2' })
    const plain = incomingEvent({ id: 'plain', subject: 'acme' })
    const foreign = incomingEvent({ id: 'foreign', subject: 's1' })
    await append(storage, named, both, elsewhere, plain, foreign)
    await expectFound(storage, { subscriptions: ['s1'] }, [named, both], 'one subscription')
    await expectFound(storage, { subjects: ['acme'] }, [both, elsewhere, plain], 'one subject')
    await expectFound(storage, { subjects: ['acme'], subscriptions: ['s1'] }, [named, both, elsewhere, plain], 'both')
    await expectFound(storage, { subjects: [], subscriptions: ['s2'] }, [elsewhere], 'no subject and one subscription')
    await expectFound(storage, { subscriptions: [] }, [], 'no subscription')
  }),

  storageCase('range, types and subjects must hold together', async (storage) => {
    const wanted = incomingEvent({ id: 'wanted' })
    for (const miss of [{ time: november }, { type: 'x' }, { subject: 'x' }]) {
      await append(storage, incomingEvent({ id: JSON.stringify(miss), ...miss }))
    }
    await append(storage, wanted)
    await expectFound(storage, { types: ['llm.tokens'], subjects: ['acme'] }, [wanted], 'the only match')
  }),
]

const scanEffective: readonly EventCase[] = [
  storageCase('the highest revision is effective, whatever arrives first', async (storage) => {
    const revised = (revision: number) => incomingEvent({ revision, data: { count: revision } })
    const [zero, one, two] = [revised(0), revised(1), revised(2)]
    await append(storage, one)
    await expectFound(storage, {}, [one], 'revision 1 alone')
    await append(storage, two, zero)
    await expectFound(storage, {}, [two], 'all revisions')
  }),

  storageCase('an amendment is found where it moved to, and no longer where it was', async (storage) => {
    const moves = [{ time: november }, { type: 'b' }, { subject: 'b' }, { subscription: 'b' }]
    for (const [index, move] of moves.entries()) {
      const was = { id: `e${index}`, type: 'a', subject: 'a', subscription: 'a' }
      await append(storage, incomingEvent(was), incomingEvent({ ...was, ...move, revision: 1 }))
    }
    const moved = (index: number) => incomingEvent({ id: `e${index}`, type: 'a', subject: 'a', subscription: 'a', ...moves[index], revision: 1 })
    await expectFound(storage, {}, [moved(1), moved(2), moved(3)], 'by time')
    await expectFound(storage, { from: october.to, to: '2026-12-01T00:00:00.000000Z' }, [moved(0)], 'by the new time')
    await expectFound(storage, { types: ['a'] }, [moved(2), moved(3)], 'by type')
    await expectFound(storage, { types: ['b'] }, [moved(1)], 'by the new type')
    await expectFound(storage, { subjects: ['a'] }, [moved(1), moved(3)], 'by subject')
    await expectFound(storage, { subjects: ['b'] }, [moved(2)], 'by the new subject')
    await expectFound(storage, { subscriptions: ['a'] }, [moved(1), moved(2)], 'by subscription')
    await expectFound(storage, { subscriptions: ['b'] }, [moved(3)], 'by the new subscription')
  }),

  storageCase('a voided event is not found, also when the void arrives first', async (storage) => {
    const kept = incomingEvent({ id: 'kept' })
    await append(storage, kept, incomingEvent(), incomingEvent({ id: 'e2', revision: 1, data: null }))
    await append(storage, incomingEvent({ revision: 1, data: null }), incomingEvent({ id: 'e2' }))
    await expectFound(storage, {}, [kept], 'voids of known and of unknown events')
  }),

  storageCase('an amendment above a void makes the event effective again', async (storage) => {
    const again = incomingEvent({ revision: 2, data: { count: '7' } })
    await append(storage, again, incomingEvent({ revision: 1, data: null }), incomingEvent())
    await expectFound(storage, {}, [again], 'revision 2')
  }),

  storageCase('a transaction finds its own events', async (storage) => {
    const [a, b] = [incomingEvent({ id: 'a' }), incomingEvent({ id: 'b' })]
    await append(storage, a)
    await storage.transaction('tenant', async (stores) => {
      await stores.events.append([b])
      expectSame(await scanAll(stores.events), inScanOrder([a, b]), 'what is committed and its own')
    })
  }),

  storageCase('events of other tenants are not found', async (storage) => {
    const own = incomingEvent({ data: { count: '1' } })
    await storage.transaction('other', (stores) => stores.events.append([...incomingEvents(20), incomingEvent()]))
    await append(storage, own)
    await expectFound(storage, {}, [own], 'its own only')
    await expectFound(storage, { subjects: ['acme'], types: ['llm.tokens'] }, [own], 'its own by filter')
  }),
]

/** What `EventStore.scan` promises. */
export const eventScanCases: readonly EventCase[] = [...scanRanges, ...scanFilters, ...scanEffective]
