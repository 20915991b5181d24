import type { AppendOutcome, IncomingEvent } from '../event-store.js'
import type { Storage, Stores } from '../storage.js'
import { awkwardTexts } from './awkward-texts.js'
import { incomingEvent, incomingEvents, inScanOrder, scanAll } from './event-samples.js'
import { expectSame } from './expectations.js'
import { openTransaction } from './open-transaction.js'
import { pseudoRandom, shuffle } from './pseudo-random.js'
import { concurrentCase, storageCase, type StorageFactory, type SuiteCase } from './suite.js'

type EventStorage = Storage<Pick<Stores, 'events'>>
type EventCase = SuiteCase<StorageFactory<'events'>>

const append = (storage: EventStorage, events: readonly IncomingEvent[], tenant = 'tenant') =>
  storage.transaction(tenant, (stores) => stores.events.append(events))
const scan = (storage: EventStorage) => storage.transaction('tenant', (stores) => scanAll(stores.events))

const usage = incomingEvent()
const amended = incomingEvent({ revision: 1, data: { count: '1300000' } })
const contradicting = incomingEvent({ data: { count: '1' } })

/** What `EventStore.append` promises. */
export const eventAppendCases: readonly EventCase[] = [
  storageCase('an empty batch gives no outcomes', async (storage) => {
    expectSame(await append(storage, []), [], 'outcomes')
  }),

  storageCase('an event again is a duplicate, whenever it comes, and the first receipt stays', async (storage) => {
    const again = incomingEvent({}, '2026-12-31T23:59:59.999999Z')
    expectSame(await append(storage, [usage]), ['accepted'], 'first')
    expectSame(await append(storage, [again]), ['duplicate'], 'again')
    expectSame(await append(storage, [again, again]), ['duplicate', 'duplicate'], 'and again')
    expectSame(await scan(storage), [usage], 'what is kept')
  }),

  storageCase('the same identity and revision with another fingerprint is a conflict, and changes nothing', async (storage) => {
    await append(storage, [usage])
    expectSame(await append(storage, [contradicting]), ['conflict'], 'outcome')
    expectSame(await append(storage, [usage]), ['duplicate'], 'the first one again')
    expectSame(await scan(storage), [usage], 'what is kept')
  }),

  storageCase('the fingerprint decides between duplicate and conflict, not the bytes', async (storage) => {
    await append(storage, [usage])
    const traced = { ...usage, event: { ...usage.event, data: { count: '2' } } }
    expectSame(await append(storage, [traced]), ['duplicate'], 'another body under the same fingerprint')
    expectSame(await scan(storage), [usage], 'what is kept')
  }),

  storageCase('outcomes stand in the order of the batch; a repeat inside it is decided as if it came later', async (storage) => {
    const other = incomingEvent({ id: 'e2' })
    const outcomes = await append(storage, [other, usage, usage, contradicting, amended, other, usage])
    const expected: readonly AppendOutcome[] = ['accepted', 'accepted', 'duplicate', 'conflict', 'accepted', 'duplicate', 'duplicate']
    expectSame(outcomes, expected, 'outcomes')
    expectSame(await scan(storage), inScanOrder([other, amended]), 'what is kept')
  }),

  storageCase('of contradictions inside one batch the first is kept', async (storage) => {
    expectSame(await append(storage, [contradicting, usage, contradicting]), ['accepted', 'conflict', 'duplicate'], 'outcomes')
    expectSame(await scan(storage), [contradicting], 'what is kept')
  }),

  storageCase('each revision is decided for itself, in any order of arrival', async (storage) => {
    expectSame(await append(storage, [amended]), ['accepted'], 'revision 1 first')
    expectSame(await append(storage, [usage]), ['accepted'], 'revision 0 after it')
    expectSame(await append(storage, [amended, contradicting]), ['duplicate', 'conflict'], 'both revisions again')
  }),

  storageCase('the same id from two sources is two events', async (storage) => {
    const events = [usage, incomingEvent({ source: 'batch' })]
    expectSame(await append(storage, events), ['accepted', 'accepted'], 'outcomes')
    expectSame(await scan(storage), inScanOrder(events), 'what is kept')
  }),

  storageCase('the same identity in two tenants is two events (I-SCOPE)', async (storage) => {
    expectSame(await append(storage, [usage], 'tenant'), ['accepted'], 'one tenant')
    expectSame(await append(storage, [contradicting], 'other'), ['accepted'], 'the other tenant')
    expectSame(await append(storage, [contradicting], 'tenant'), ['conflict'], 'the first tenant again')
  }),

  storageCase('a batch that is rolled back leaves nothing: its events are accepted again', async (storage) => {
    const first = await openTransaction(storage, 'tenant')
    await first.stores.events.append([usage, amended])
    await first.rollback()
    expectSame(await scan(storage), [], 'after the rollback')
    expectSame(await append(storage, [contradicting]), ['accepted'], 'other content of the same identity')
  }),

  storageCase('a batch of thousands is decided event by event, and again as duplicates', async (storage) => {
    const events = incomingEvents(2500)
    const mixed = shuffle([...events, ...events.slice(0, 500)], pseudoRandom(1))
    const outcomes = await append(storage, mixed)
    expectSame(outcomes.filter((outcome) => outcome === 'accepted').length, 2500, 'accepted')
    expectSame(outcomes.filter((outcome) => outcome === 'duplicate').length, 500, 'duplicates')
    expectSame(new Set(await append(storage, mixed)).size, 1, 'kinds of outcome when all are sent again')
    expectSame(await scan(storage), inScanOrder(events), 'what is kept')
  }),

  storageCase('every text in every place of an event comes back as it went in', async (storage) => {
    const events = awkwardTexts.map((text) =>
      incomingEvent({ id: text, source: text, type: text, subject: text, subscription: text, data: Object.fromEntries([[text, text]]) }),
    )
    expectSame(await append(storage, events), events.map(() => 'accepted'), 'outcomes')
    expectSame(await scan(storage), inScanOrder(events), 'what is kept')
  }),

  storageCase('any plain JSON as data comes back as it went in', async (storage) => {
    const data = {
      text: '',
      yes: true,
      none: null,
      list: [1, -0.5, 1e21, 0.1, [], {}],
      nested: { count: '0.00000000000000000000000001', n: 9007199254740991 },
    }
    const events = [incomingEvent({ id: 'a', data }), incomingEvent({ id: 'b', data: {} })]
    await append(storage, events)
    expectSame(await scan(storage), inScanOrder(events), 'what is kept')
  }),

  storageCase('one identity is accepted once, whatever arrives at the same time in whatever order', async (storage) => {
    const events = incomingEvents(200)
    const batches = [1, 2, 3, 4, 5, 6].map((seed) => shuffle(events, pseudoRandom(seed)))
    const outcomes = await Promise.all(batches.map((batch) => append(storage, batch)))
    expectSame(outcomes.flat().filter((outcome) => outcome === 'accepted').length, events.length, 'accepted over all batches')
    expectSame(outcomes.flat().filter((outcome) => outcome === 'duplicate').length, 5 * events.length, 'duplicates over all batches')
    expectSame(await scan(storage), inScanOrder(events), 'what is kept')
  }),

  storageCase('of contradictions that arrive at the same time one is accepted', async (storage) => {
    const versions = [0, 1, 2, 3].map((count) => incomingEvent({ data: { count } }))
    const outcomes = await Promise.all(versions.map((version) => append(storage, [version])))
    expectSame(outcomes.flat().sort(), ['accepted', 'conflict', 'conflict', 'conflict'], 'outcomes')
    expectSame(await scan(storage), versions.filter((_, index) => outcomes[index]?.[0] === 'accepted'), 'what is kept')
  }),

  concurrentCase('a second transaction waits for the first and decides by how that ended', async (storage) => {
    for (const [end, outcome] of [['commit', 'duplicate'], ['rollback', 'accepted']] as const) {
      const event = incomingEvent({ id: end })
      const first = await openTransaction(storage, 'tenant')
      await first.stores.events.append([event])
      const second = append(storage, [event])
      await first[end]()
      expectSame(await second, [outcome], `outcome of the second after the ${end} of the first`)
    }
  }),
]
