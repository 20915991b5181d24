import type { EventBodyStore, EventRemoval, ReducedEvent } from '../event-body-store.js'
import type { IncomingEvent } from '../event-store.js'
import type { Storage, Stores } from '../storage.js'
import { incomingEvent, incomingEvents, inScanOrder, minute, october, scanAll } from './event-samples.js'
import { expectFailure, expectSame } from './expectations.js'
import { recordCases } from './record-cases.js'
import type { RecordProbe } from './record-probe.js'
import { storageCase, type StorageFactory, type Suite, type SuiteCase } from './suite.js'

const at = '2037-01-02T00:00:00.000000Z'

export const eventBodyProbe: RecordProbe<'eventBodies', EventRemoval> = {
  store: 'eventBodies',
  record: (text) => ({ id: text, kind: 'compaction', ...october, subjects: [`nobody ${text}`], subscriptions: [], keptTypes: [], cut: 'none', by: text, at, reason: text }),
  write: (bodies, removal) => bodies.decide(removal),
  read: (bodies, { id }) => bodies.decision(id),
}

type BodyStorage = Storage<Pick<Stores, 'events' | 'eventBodies'>>
type BodyCase = SuiteCase<StorageFactory<'events' | 'eventBodies'>>

const inTenant = <T>(storage: BodyStorage, work: (stores: Pick<Stores, 'events' | 'eventBodies'>) => Promise<T>, tenant = 'tenant'): Promise<T> => storage.transaction(tenant, work)
const append = (storage: BodyStorage, events: readonly IncomingEvent[], tenant?: string) => inTenant(storage, (stores) => stores.events.append(events), tenant)
const versionsOf = (events: readonly IncomingEvent[]) => events.map(({ identity, event: { revision } }) => ({ identity, revision }))
/** Of events that no two have a time of. */
const leavesOf = (events: readonly IncomingEvent[]) =>
  [...events].sort((a, b) => (a.event.time < b.event.time ? -1 : 1)).map(({ identity, fingerprint, event: { revision } }) => ({ identity, revision, fingerprint }))
const scan = (storage: BodyStorage, query: Parameters<typeof scanAll>[1] = {}) => inTenant(storage, ({ events }) => scanAll(events, query))

/** Keeps a decision about acme's events in October, as they stand. */
async function decide(storage: BodyStorage, about: Partial<EventRemoval> = {}): Promise<EventRemoval> {
  const cut = await inTenant(storage, ({ events }) => events.takeCut())
  const removal: EventRemoval = { id: 'c1', kind: 'compaction', ...october, subjects: ['acme'], subscriptions: [], keptTypes: [], cut, by: 'the controller', at, reason: 'year closed', ...about }
  await inTenant(storage, ({ eventBodies }) => eventBodies.decide(removal))
  return removal
}

const remove = (storage: BodyStorage, events: readonly IncomingEvent[], id = 'c1') => inTenant(storage, ({ eventBodies }) => eventBodies.remove(id, versionsOf(events)))

async function allPages<T>(storage: BodyStorage, list: (bodies: EventBodyStore, cursor: { readonly cursor?: string }) => Promise<{ readonly items: readonly T[]; readonly next?: string }>): Promise<readonly T[]> {
  const all: T[] = []
  let cursor: { readonly cursor?: string } = {}
  for (;;) {
    const { items, next } = await inTenant(storage, ({ eventBodies }) => list(eventBodies, cursor))
    all.push(...items)
    if (next === undefined) return all
    cursor = { cursor: next }
  }
}

const removing: readonly BodyCase[] = [
  storageCase('a body goes once, and what is sent again is still a duplicate or a conflict', async (storage) => {
    const [first, other] = incomingEvents(2)
    if (first === undefined || other === undefined) throw new Error('two samples')
    await append(storage, [first, other])
    await decide(storage)
    expectSame(await remove(storage, [first, first]), 1, 'bodies taken')
    expectSame(await remove(storage, [first, other]), 1, 'bodies taken by a repeat with one more')
    expectSame(await append(storage, [first, { ...other, fingerprint: first.fingerprint }]), ['duplicate', 'conflict'], 'sent again')
    const kept = await inTenant(storage, ({ events }) => events.fingerprints(versionsOf([first, other])))
    expectSame(kept.map((hash) => hash ?? null), [first.fingerprint, other.fingerprint], 'the fingerprints')
    const removals = await inTenant(storage, ({ eventBodies }) => eventBodies.removalsOf([first.identity, 'f'.repeat(64), first.identity]))
    expectSame(removals.map((id) => id ?? null), ['c1', null, 'c1'], 'by which decision')
  }),

  storageCase('leaves of what went are listed by time, in pages', async (storage) => {
    const events = [...incomingEvents(7), incomingEvent({ id: 'e3', revision: 2, time: minute(8) }), incomingEvent({ id: 'e3', revision: 10, time: minute(7) })]
    await append(storage, events)
    await decide(storage)
    await remove(storage, events)
    const found = await allPages(storage, (bodies, cursor) => bodies.removed('c1', { limit: 2, ...cursor }))
    expectSame(found, leavesOf(events), 'leaves')
    await expectFailure('storage.page_invalid', 'a cursor of nothing', () => inTenant(storage, ({ eventBodies }) => eventBodies.removed('c1', { cursor: '[]x' })))
    await expectFailure('storage.page_invalid', 'no limit', () => inTenant(storage, ({ eventBodies }) => eventBodies.removed('c1', { limit: 0 })))
  }),

  storageCase('only what the decision selects goes: subject or subscription, time, type, cut, with a body', async (storage) => {
    const own = [incomingEvent({ id: 'own' }), incomingEvent({ id: 'named', subject: 'robot', subscription: 's1' })]
    const others = [
      incomingEvent({ id: 'foreign', subject: 'globex' }), incomingEvent({ id: 'early', time: '2026-09-30T23:59:59.999999Z' }), incomingEvent({ id: 'late', time: october.to }),
      incomingEvent({ id: 'level', type: 'gauge' }), incomingEvent({ id: 'void', revision: 1, data: null }),
    ]
    await append(storage, [...own, ...others])
    const selection = await decide(storage, { subscriptions: ['s1'], keptTypes: ['gauge'] })
    const behind = incomingEvent({ id: 'behind the cut' })
    await append(storage, [behind])
    expectSame(await allPages(storage, (bodies, cursor) => bodies.list(selection, { limit: 1, ...cursor })), inScanOrder(own), 'the selection')
    expectSame(await remove(storage, [...own, ...others]), 2, 'bodies taken')
    expectSame(await scan(storage, { subjects: ['globex'] }), others.slice(0, 1), 'of another subject')
    expectSame(await scan(storage, { types: ['gauge'] }), others.slice(3, 4), 'of the type that stays')
    expectSame(await scan(storage, { from: october.to, to: '2027-01-01T00:00:00.000000Z' }), others.slice(2, 3), 'the next month')
  }),

  storageCase('every revision with a body is listed and goes, also one that was replaced or voided', async (storage) => {
    const events = [incomingEvent(), incomingEvent({ revision: 1, data: { count: '2' } }), incomingEvent({ id: 'e2' })]
    await append(storage, [...events, incomingEvent({ id: 'e2', revision: 1, data: null })])
    const selection = await decide(storage)
    expectSame((await allPages(storage, (bodies, cursor) => bodies.list(selection, cursor))).length, 3, 'bodies')
    expectSame(await remove(storage, events), 3, 'bodies taken')
    expectSame(await allPages(storage, (bodies, cursor) => bodies.list(selection, cursor)), [], 'bodies left')
  }),

  storageCase('a rollback leaves every body', async (storage) => {
    const events = incomingEvents(3)
    await append(storage, events)
    await decide(storage)
    const undone = inTenant(storage, async ({ eventBodies }) => {
      await eventBodies.remove('c1', versionsOf(events))
      throw new Error('the host gives up')
    })
    await undone.catch(() => undefined)
    expectSame(await scan(storage), inScanOrder(events), 'the events')
    expectSame((await inTenant(storage, ({ eventBodies }) => eventBodies.removed('c1'))).items, [], 'leaves')
  }),

  storageCase('nothing goes without a decision of its kind, and none of another tenant holds', async (storage) => {
    const events = incomingEvents(1)
    await append(storage, events)
    await append(storage, events, 'other')
    await decide(storage, { id: 'e1', kind: 'erasure' })
    await expectFailure('storage.removal_unknown', 'no decision', () => remove(storage, events))
    await expectFailure('storage.removal_unknown', 'an erasure', () => remove(storage, events, 'e1'))
    await decide(storage)
    await expectFailure('storage.removal_unknown', 'a compaction', () => inTenant(storage, ({ eventBodies }) => eventBodies.reduce('c1', [])))
    await decide(storage, { id: 'r1', kind: 'release', subjects: [] })
    await expectFailure('storage.removal_unknown', 'a release', () => remove(storage, events, 'r1'))
    await expectFailure('storage.removal_unknown', 'of another tenant', () => inTenant(storage, ({ eventBodies }) => eventBodies.remove('c1', versionsOf(events)), 'other'))
    await expectFailure('storage.count_invalid', 'too many', () => inTenant(storage, ({ eventBodies }) => eventBodies.remove('c1', Array.from({ length: 10_001 }, (_, revision) => ({ identity: 'a'.repeat(64), revision })))))
    expectSame(await scan(storage), events, 'the events')
  }),
]

const scanning: readonly BodyCase[] = [
  storageCase('a scan that a removed body belongs to is refused, and no smaller sum; from the first instant it finds what is left', async (storage) => {
    const events = incomingEvents(3)
    await append(storage, events)
    const cut = await inTenant(storage, ({ events: store }) => store.takeCut())
    await decide(storage)
    await remove(storage, events.slice(0, 1))
    const refused = [{}, { subjects: ['acme'] }, { subscriptions: ['s'], subjects: ['acme'] }, { types: ['llm.tokens'] }, { cut }, { to: minute(1) }]
    for (const query of refused) await expectFailure('storage.events_removed', JSON.stringify(query), () => scan(storage, query))
    expectSame(await scan(storage, { from: minute(1) }), inScanOrder(events.slice(1)), 'from behind it')
    expectSame(await scan(storage, { from: '0001-01-01T00:00:00.000000Z', to: '9999-12-31T23:59:59.999999Z' }), inScanOrder(events.slice(1)), 'from the first instant')
    expectSame(await inTenant(storage, ({ events: store }) => scanAll(store), 'other'), [], 'another tenant')
  }),

  storageCase('what came in since is found by its cut; an amendment of a removed body is refused there', async (storage) => {
    const [gone, stays, late] = incomingEvents(3)
    if (gone === undefined || stays === undefined || late === undefined) throw new Error('three samples')
    await append(storage, [gone, stays])
    const since = await inTenant(storage, ({ events }) => events.takeCut())
    await decide(storage)
    await remove(storage, [gone])
    await append(storage, [late])
    const changes = async () => {
      const now = await inTenant(storage, ({ events }) => events.takeCut())
      return [await scan(storage, { cut: since, replacedIn: now }), await scan(storage, { cut: now, recordedAfter: since })]
    }
    expectSame(await changes(), [[], [late]], 'what changed')
    await append(storage, [incomingEvent({ id: 'e1', time: minute(1), revision: 1, data: { count: '3' } })])
    expectSame((await changes())[0], [stays], 'an amendment of one that stays')
    await append(storage, [incomingEvent({ id: 'e0', time: minute(0), revision: 1, data: null })])
    await expectFailure('storage.events_removed', 'one that went', changes)
  }),
]

const reducing: readonly BodyCase[] = [
  storageCase('an erasure replaces bodies, and nothing that decides or proves', async (storage) => {
    const event = incomingEvent({ data: { count: '5', name: 'Ada' }, extensions: { project: 'p', traceparent: '00-1' }, subscription: 's1' })
    const other = incomingEvent({ id: 'e2', subject: 'globex' })
    await append(storage, [event, other])
    await decide(storage, { id: 'x', kind: 'erasure' })
    const left = { data: { count: '5' }, extensions: { project: 'p' } }
    const [version, foreign] = versionsOf([event, other])
    if (version === undefined || foreign === undefined) throw new Error('two samples')
    const reduce = (events: readonly ReducedEvent[]) => inTenant(storage, ({ eventBodies }) => eventBodies.reduce('x', events))
    expectSame(await reduce([{ ...version, ...left }, { ...foreign, data: {} }, { identity: 'f'.repeat(64), revision: 0, data: {} }]), 1, 'bodies replaced')
    expectSame(await scan(storage), inScanOrder([{ ...event, event: { ...event.event, ...left } }, other]), 'the events')
    expectSame(await append(storage, [event]), ['duplicate'], 'sent again')
    expectSame(await reduce([{ ...version, data: {} }]), 1, 'bodies replaced')
    const { extensions: _, ...bare } = event.event
    expectSame(await scan(storage, { subjects: ['acme'] }), [{ ...event, event: { ...bare, data: {} } }], 'without attributes')
  }),
]

/** The contract of `EventBodyStore`. */
export const eventBodyStoreSuite: Suite<StorageFactory<'events' | 'eventBodies'>> = {
  name: 'event body store',
  cases: [...recordCases(eventBodyProbe), ...removing, ...scanning, ...reducing],
}
