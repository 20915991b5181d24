import type { ClassicLevel } from 'classic-level'
import { fail, type Hash } from '@farthing/core'
import type { AppendOutcome, EventQuery, EventStore, EventVersion, IncomingEvent, StoredEvent } from '@farthing/ports'

/** Key: tenant, identity, revision. Value: the event with its place in the order of arrival, as JSON. Key order is the order of a scan. */
export type EventDatabase = ClassicLevel

interface Row {
  readonly stored: StoredEvent
  /** Counts from 1 within the tenant: what a cut counts. */
  readonly position: number
}

export interface DiskEvents {
  readonly store: EventStore
  /** Throws the first failure of the store, which dooms the whole transaction. */
  refuseIfDoomed(): void
  /** Ends the transaction: later calls of the store are refused. Rejects with the first failure of the store, if there was one. */
  commit(): void
  /** Ends the transaction and takes back everything that was appended. */
  rollback(): Promise<void>
}

const pageSize = 1_000
const separator = '\u0000'

/** The events of one tenant inside one transaction. Transactions of one tenant must run one after the other. */
export async function openDiskEvents(database: EventDatabase, tenant: string): Promise<DiskEvents> {
  const counterKey = ['count', tenant].join(separator)
  const committed = Number((await database.get(counterKey)) ?? 0)
  const written: string[] = []
  const state: { open: boolean; failure?: { readonly error: unknown } } = { open: true }

  const refuseIfDoomed = (): void => {
    if (state.failure) throw state.failure.error
  }
  const step = async <T>(call: () => T | Promise<T>): Promise<T> => {
    if (!state.open) fail('storage.closed', { field: 'stores', because: 'are used after their transaction ended' })
    refuseIfDoomed()
    try {
      return await call()
    } catch (error) {
      state.failure = { error }
      throw error
    }
  }
  const append = async (events: readonly IncomingEvent[]): Promise<readonly AppendOutcome[]> => {
    const { outcomes, fresh } = await decide(database, tenant, events, committed + written.length)
    written.push(...fresh.map(([key]) => key))
    const puts = fresh.map(([key, row]) => ({ type: 'put' as const, key, value: JSON.stringify(row) }))
    await database.batch([...puts, { type: 'put', key: counterKey, value: String(committed + written.length) }])
    return outcomes
  }
  const rollback = async (): Promise<void> => {
    state.open = false
    const deletions = written.map((key) => ({ type: 'del' as const, key }))
    await database.batch([...deletions, { type: 'put', key: counterKey, value: String(committed) }])
  }
  const commit = (): void => {
    state.open = false
    refuseIfDoomed()
  }
  const scan = async function* (query: EventQuery): AsyncGenerator<readonly StoredEvent[]> {
    const bounds = await step(() => boundsOf(query, committed + written.length))
    for await (const page of effectiveEvents(database, tenant, query, bounds)) yield await step(() => page)
  }
  const store: EventStore = {
    append: (events) => step(() => append(events)),
    fingerprints: (versions) => step(() => fingerprintsOf(database, tenant, versions)),
    takeCut: () => step(() => `position:${committed}`),
    scan,
  }
  return { store, refuseIfDoomed, commit, rollback }
}

interface Decisions {
  readonly outcomes: readonly AppendOutcome[]
  readonly fresh: readonly (readonly [key: string, row: Row])[]
}

async function decide(database: EventDatabase, tenant: string, events: readonly IncomingEvent[], count: number): Promise<Decisions> {
  const keys = events.map(({ identity, event }) => eventKey(tenant, { identity, revision: event.revision }))
  const kept = await database.getMany(keys)
  const fingerprints = new Map<string, string>()
  keys.forEach((key, index) => {
    const value = kept[index]
    if (value !== undefined) fingerprints.set(key, parseRow(value).stored.fingerprint)
  })
  const fresh: [string, Row][] = []
  const outcomes = events.map((stored, index): AppendOutcome => {
    const key = keys[index] ?? ''
    const known = fingerprints.get(key)
    if (known !== undefined) return known === stored.fingerprint ? 'duplicate' : 'conflict'
    fingerprints.set(key, stored.fingerprint)
    fresh.push([key, { stored, position: count + fresh.length + 1 }])
    return 'accepted'
  })
  return { outcomes, fresh }
}

async function fingerprintsOf(database: EventDatabase, tenant: string, versions: readonly EventVersion[]): Promise<readonly (Hash | undefined)[]> {
  const kept = await database.getMany(versions.map((version) => eventKey(tenant, version)))
  return kept.map((value) => (value === undefined ? undefined : parseRow(value).stored.fingerprint))
}

function eventKey(tenant: string, { identity, revision }: EventVersion): string {
  return ['event', tenant, identity, String(revision).padStart(16, '0')].join(separator)
}

function parseRow(text: string): Row {
  return JSON.parse(text) as Row
}

function positionOf(cut: string | undefined, visible: number): number {
  if (cut === undefined) return visible
  const position = /^position:(\d{1,15})$/.exec(cut)?.[1]
  if (position === undefined || Number(position) > visible) {
    return fail('storage.cut_unknown', { field: 'cut', because: 'is not a cut of this storage' })
  }
  return Number(position)
}

/** The cuts of a query, as places in the order of arrival. */
interface ScanBounds {
  readonly upTo: number
  readonly recordedAfter: number
  readonly replacedIn?: number
}

function boundsOf({ cut, recordedAfter, replacedIn }: EventQuery, visible: number): ScanBounds {
  return {
    upTo: positionOf(cut, visible),
    recordedAfter: recordedAfter === undefined ? 0 : positionOf(recordedAfter, visible),
    ...(replacedIn !== undefined && { replacedIn: positionOf(replacedIn, visible) }),
  }
}

async function* effectiveEvents(database: EventDatabase, tenant: string, query: EventQuery, bounds: ScanBounds): AsyncGenerator<readonly StoredEvent[]> {
  let page: StoredEvent[] = []
  for await (const revisions of revisionsOf(database, tenant)) {
    const effective = effectiveOf(revisions, bounds)
    if (effective !== undefined && matches(effective, query)) page.push(effective)
    if (page.length === pageSize) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}

/** What counts of one identity at the cut, where the other bounds let it through. */
function effectiveOf(revisions: readonly Row[], { upTo, recordedAfter, replacedIn }: ScanBounds): StoredEvent | undefined {
  const effective = revisions.findLast(({ position }) => position <= upTo)
  if (effective === undefined || effective.position <= recordedAfter) return undefined
  if (replacedIn === undefined) return effective.stored
  const later = revisions.findLast(({ position }) => position <= replacedIn)
  return later !== undefined && later.stored.event.revision > effective.stored.event.revision ? effective.stored : undefined
}

/** Each identity with its revisions, the highest last: they stand together. */
async function* revisionsOf(database: EventDatabase, tenant: string): AsyncGenerator<readonly Row[]> {
  let revisions: Row[] = []
  for await (const row of rowsOf(database, tenant)) {
    const [first] = revisions
    if (first !== undefined && first.stored.identity !== row.stored.identity) {
      yield revisions
      revisions = []
    }
    revisions.push(row)
  }
  if (revisions.length > 0) yield revisions
}

async function* rowsOf(database: EventDatabase, tenant: string): AsyncGenerator<Row> {
  const from = ['event', tenant, ''].join(separator)
  const iterator = database.values({ gte: from, lt: `${from}\u{10FFFF}` })
  try {
    for (let values = await iterator.nextv(pageSize); values.length > 0; values = await iterator.nextv(pageSize)) {
      for (const value of values) yield parseRow(value)
    }
  } finally {
    await iterator.close()
  }
}

function matches({ event, identity }: StoredEvent, query: EventQuery): boolean {
  if (query.after !== undefined && identity <= query.after) return false
  if (event.data === null) return false
  if (query.types !== undefined && !query.types.includes(event.type)) return false
  // Canonical instants have one length, so text order is time order.
  if (event.time < query.from || event.time >= query.to) return false
  if (query.subjects === undefined && query.subscriptions === undefined) return true
  const bySubject = query.subjects?.includes(event.subject) === true
  return bySubject || (event.subscription !== undefined && query.subscriptions?.includes(event.subscription) === true)
}
