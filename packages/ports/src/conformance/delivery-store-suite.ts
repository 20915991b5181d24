import type { Delivery, DeliveryFilter, DestinationState } from '../delivery-store.js'
import type { PageRequest } from '../page.js'
import type { Storage, Stores } from '../storage.js'
import { minute } from './event-samples.js'
import { expectFailure, expectOneWinner, expectSame } from './expectations.js'
import { expectPages, expectRefusedPages } from './paging.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

type DeliveryStorage = Storage<Pick<Stores, 'deliveries'>>

/** The first of a lane of its own, waiting since minute 0. */
function sampleDelivery(id: string, about: Partial<Delivery> = {}): Delivery {
  const { status = 'waiting' } = about
  const place = { destination: 'usage/stripe', id, lane: id, sequence: 1, subject: id, revision: 1, content: { quantity: '5' }, createdAt: minute(0), step: 1, attempts: 0 }
  return { ...place, status, ...(status === 'waiting' && { nextAttemptAt: minute(0) }), ...about }
}

const add = (storage: DeliveryStorage, delivery: Delivery) => storage.transaction('tenant', ({ deliveries }) => deliveries.add(delivery))
const move = (storage: DeliveryStorage, delivery: Delivery) => storage.transaction('tenant', ({ deliveries }) => deliveries.move(delivery))
const get = (storage: DeliveryStorage, id: string) => storage.transaction('tenant', ({ deliveries }) => deliveries.get('usage/stripe', id))

/** The next step of a delivery that was taken. */
function delivered({ nextAttemptAt: _, ...delivery }: Delivery): Delivery {
  return { ...delivery, step: delivery.step + 1, status: 'delivered', attempts: 1, attemptedAt: minute(1), endedAt: minute(1), reference: 'mbur_1' }
}

const cases: readonly SuiteCase<StorageFactory<'deliveries'>>[] = [
  storageCase('a delivery is added once, behind the others of its lane', async (storage) => {
    const first = sampleDelivery('a', { lane: 'l', subject: 's' })
    await add(storage, first)
    await expectFailure('storage.conflict', 'the same id', () => add(storage, sampleDelivery('a', { lane: 'l', sequence: 2 })))
    await expectFailure('storage.conflict', 'a taken place', () => add(storage, sampleDelivery('b', { lane: 'l' })))
    await expectFailure('storage.conflict', 'a skipped place', () => add(storage, sampleDelivery('b', { lane: 'l', sequence: 3 })))
    await expectFailure('storage.conflict', 'a taken revision', () => add(storage, sampleDelivery('b', { subject: 's' })))
    const second = sampleDelivery('b', { lane: 'l', sequence: 2, subject: 's', revision: 2 })
    await add(storage, second)
    await add(storage, sampleDelivery('a', { destination: 'usage/other' }))
    await storage.transaction('tenant', async ({ deliveries }) => {
      expectSame([await deliveries.laneEnd('usage/stripe', 'l'), await deliveries.laneEnd('usage/other', 'l')], [2, 0], 'the ends of lanes')
      expectSame(await deliveries.latest('usage/stripe', 's'), second, 'the last revision')
      expectSame(await deliveries.latest('usage/stripe', 'nothing'), undefined, 'of an unknown subject')
    })
  }),

  storageCase('its state moves step by step, and of two who move it one does', async (storage) => {
    const first = sampleDelivery('a')
    await expectFailure('storage.conflict', 'what is not there', () => move(storage, delivered(first)))
    await add(storage, first)
    await expectFailure('storage.conflict', 'a skipped step', () => move(storage, { ...delivered(first), step: 3 }))
    await expectFailure('storage.conflict', 'the step that is kept', () => move(storage, first))
    await expectOneWinner([1, 2].map((attempts) => () => move(storage, { ...first, step: 2, attempts })), 'two moves')
    const kept = await get(storage, 'a')
    await move(storage, delivered(kept ?? first))
    expectSame(await get(storage, 'a'), delivered(kept ?? first), 'the last step')
  }),

  storageCase('the same delivery from many at once is added once', async (storage) => {
    await expectOneWinner([1, 2, 3].map(() => () => add(storage, sampleDelivery('a'))), 'three that add')
  }),

  storageCase('due is what waits long enough, and of a lane only what has nothing in front of it', async (storage) => {
    const open = sampleDelivery('a2', { lane: 'a', sequence: 2, subject: 'a', revision: 2 })
    const all = [
      sampleDelivery('a1', { lane: 'a', subject: 'a' }), open,
      sampleDelivery('b1', { lane: 'b', status: 'failed', attempts: 9 }), sampleDelivery('b2', { lane: 'b', sequence: 2 }),
      sampleDelivery('c1', { lane: 'c', status: 'skipped' }), sampleDelivery('c2', { lane: 'c', sequence: 2, nextAttemptAt: minute(5) }),
      sampleDelivery('d1', { nextAttemptAt: minute(9) }), sampleDelivery('e1', { destination: 'webhook/crm' }),
    ]
    for (const each of all) await add(storage, each)
    const due = (at: number, limit = 100) => storage.transaction('tenant', async ({ deliveries }) => (await deliveries.due({ destination: 'usage/stripe', at: minute(at), limit })).map(({ id }) => id))
    expectSame([await due(0), await due(5), await due(10), await due(10, 2)], [['a1'], ['a1', 'c2'], ['a1', 'c2', 'd1'], ['a1', 'c2']], 'what is due')
    await move(storage, delivered(sampleDelivery('a1', { lane: 'a', subject: 'a' })))
    expectSame(await due(4), ['a2'], 'after the first was delivered')
    for (const limit of [0, 1001]) await expectFailure('storage.page_invalid', `a limit of ${limit}`, () => due(0, limit))
  }),

  storageCase('lists come by creation, destination and id, of a destination, a status or a subject', async (storage) => {
    const all = [
      sampleDelivery('z', { createdAt: minute(1) }), sampleDelivery('a', { createdAt: minute(2), destination: 'webhook/crm', status: 'failed' }),
      sampleDelivery('b', { createdAt: minute(2), destination: 'webhook/crm' }), sampleDelivery('a', { createdAt: minute(3), status: 'failed' }),
    ]
    for (const each of [...all].reverse()) await add(storage, each)
    const list = (filter: DeliveryFilter) => (page?: PageRequest) => storage.transaction('tenant', ({ deliveries }) => deliveries.list(filter, page))
    await expectPages(list({}), all, 'all')
    await expectPages(list({ status: 'failed' }), all.filter(({ status }) => status === 'failed'), 'failed ones')
    await expectPages(list({ destination: 'webhook/crm', status: 'waiting' }), all.slice(2, 3), 'waiting ones of a destination')
    await expectPages(list({ subject: 'a' }), all.filter(({ subject }) => subject === 'a'), 'of a subject')
    await expectRefusedPages(list({}))
  }),

  storageCase('the state of a destination moves step by step', async (storage) => {
    const put = (state: DestinationState) => storage.transaction('tenant', ({ deliveries }) => deliveries.putDestination(state))
    const failing: DestinationState = { destination: 'webhook/crm', step: 1, status: 'active', failures: 1, failingSince: minute(1), changedAt: minute(1), actor: 'system' }
    const paused: DestinationState = { ...failing, step: 2, status: 'paused', failures: 2, reason: 'gone' }
    await expectFailure('storage.conflict', 'a second step without a first', () => put(paused))
    await put(failing)
    await expectFailure('storage.conflict', 'the first step again', () => put(failing))
    await put(paused)
    await put({ ...failing, destination: 'webhook/Zeta' })
    await storage.transaction('tenant', async ({ deliveries }) => {
      expectSame([await deliveries.destination('webhook/crm'), await deliveries.destination('webhook/none')].map((state) => state ?? null), [paused, null], 'the states')
    })
    const list = (page?: PageRequest) => storage.transaction('tenant', ({ deliveries }) => deliveries.destinations(page))
    await expectPages(list, [{ ...failing, destination: 'webhook/Zeta' }, paused], 'destinations')
    await expectRefusedPages(list)
  }),
]

export const deliveryProbe: RecordProbe<'deliveries', Delivery> = {
  store: 'deliveries',
  record: (text) => sampleDelivery(text, { destination: text, content: { [text]: [text] } }),
  write: (deliveries, delivery) => deliveries.add(delivery),
  read: (deliveries, { destination, id }) => deliveries.get(destination, id),
}

/** The contract of `DeliveryStore`. */
export const deliveryStoreSuite: Suite<StorageFactory<'deliveries'>> = { name: 'delivery store', cases: [...recordCases(deliveryProbe), ...cases] }
