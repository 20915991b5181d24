import type { EventSource, SourcePage } from '../event-source.js'
import { expectFailure, expectSame } from './expectations.js'
import type { Capability, Suite, SuiteCase } from './suite.js'
import { subjectCases } from './subject-case.js'

/** A source without events, and how to write to it. */
export interface SourceUnderTest {
  readonly source: EventSource
  /** Adds events at once and gives their ids, in any order. */
  add(count: number): Promise<readonly string[]>
  /** Starts to write events; they are there once `commit` resolves. Needed where writers can be open at the same time. */
  begin?(): Promise<OpenWriter>
  /** Waits until all that is committed can be read; needed where others on the same server may hold it back. No writer of the case is open then. */
  settle?(): Promise<void>
  /** Releases what was taken for it. */
  destroy?(): Promise<void>
}

export interface OpenWriter {
  add(count: number): Promise<readonly string[]>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** What an adapter declares and gives, so that the suite can try its source out. */
export interface EventSourceFactory {
  create(): Promise<SourceUnderTest>
  /** Whether two writers of the source can be open at the same time. Cases that need it do nothing where it is false. */
  readonly concurrentTransactions: boolean
}

type SourceCase = SuiteCase<EventSourceFactory>

const sourceCase = /* @__PURE__ */ subjectCases<EventSourceFactory, SourceUnderTest>()

function concurrentCase(name: string, body: (under: SourceUnderTest, begin: () => Promise<OpenWriter>) => Promise<void>): SourceCase {
  const needs: Capability = 'concurrentTransactions'
  const { run } = sourceCase(name, async (under) => {
    const { begin } = under
    if (begin === undefined) throw new Error('the source can have several writers: expected the factory to give `begin`')
    await body(under, () => begin.call(under))
  })
  return { name, needs, run: async (factory) => (factory.concurrentTransactions ? run(factory) : undefined) }
}

/** Adds events that can be read at once. */
async function addSettled(under: SourceUnderTest, count: number): Promise<readonly string[]> {
  const ids = await under.add(count)
  await under.settle?.()
  return ids
}

interface ReadAll {
  readonly ids: readonly string[]
  readonly next: string
}

/** Reads to the end as of now, and checks on the way what every page promises. */
async function readAll({ source }: SourceUnderTest, after: string | undefined, limit = 3): Promise<ReadAll> {
  const ids: string[] = []
  let offset = after
  for (let pages = 0; pages < 1000; pages += 1) {
    const page: SourcePage = await source.read(offset === undefined ? { limit } : { after: offset, limit })
    expectSame(page.events.length <= limit, true, `a page of ${page.events.length} keeps to the limit of ${limit}`)
    expectSame(page.next.length <= 1024, true, 'an offset has at most 1,024 characters')
    expectSame(page.done || page.next !== offset, true, 'a page that is not the last moves on')
    ids.push(...page.events.map(idOf))
    offset = page.next
    if (page.done) return { ids, next: offset }
  }
  throw new Error('a source of few events: expected to come to its end within 1,000 pages')
}

function idOf(event: unknown): string {
  const id = (event as { readonly id?: unknown } | null)?.id
  return typeof id === 'string' ? id : `no id: ${String(id)}`
}

/** Each of these once, in any order. */
function expectIds(actual: readonly string[], expected: readonly string[], what: string): void {
  expectSame([...actual].sort(), [...expected].sort(), what)
}

const reading: readonly SourceCase[] = [
  sourceCase('an empty source is done, and goes on when events come', async (under) => {
    const empty = await readAll(under, undefined)
    expectSame(empty.ids, [], 'events of an empty source')
    const ids = await addSettled(under, 2)
    expectIds((await readAll(under, empty.next)).ids, ids, 'what came later')
  }),

  sourceCase('every event comes, in pages that keep to the limit, and nothing behind the end', async (under) => {
    const ids = await addSettled(under, 10)
    for (const limit of [1, 3, 10, 1000]) {
      const { ids: read, next } = await readAll(under, undefined, limit)
      expectIds(read, ids, `events in pages of ${limit}`)
      expectSame((await readAll(under, next)).ids, [], 'what is behind the end')
    }
  }),

  sourceCase('an offset can be read again: from each of them comes all that came behind it', async (under) => {
    await addSettled(under, 7)
    const pages: { readonly after: string | undefined; readonly ids: readonly string[] }[] = []
    for (let after: string | undefined, done = false; !done; ) {
      const page: SourcePage = await under.source.read(after === undefined ? { limit: 2 } : { after, limit: 2 })
      pages.push({ after, ids: page.events.map(idOf) })
      ;({ next: after, done } = page)
    }
    for (const [index, { after }] of pages.entries()) {
      const again = await readAll(under, after)
      expectIds(again.ids, pages.slice(index).flatMap(({ ids }) => ids), `what is behind page ${index}`)
    }
  }),

  sourceCase('events that are added between pages come, at this or a later read', async (under) => {
    const ids = [...(await addSettled(under, 4))]
    const first = await under.source.read({ limit: 2 })
    ids.push(...(await addSettled(under, 3)))
    const rest = await readAll(under, first.next)
    const last = await readAll(under, rest.next)
    expectIds([...new Set([...first.events.map(idOf), ...rest.ids, ...last.ids])], ids, 'all events')
  }),

  sourceCase('what is no offset of the source is refused', async (under) => {
    await under.add(1)
    for (const after of ['', 'next', '-1', '{}', '\u{1f600}', '0'.repeat(2000), "' or true --"]) {
      await expectFailure('source.offset_unknown', `the offset ${JSON.stringify(after.slice(0, 20))}`, () => under.source.read({ after, limit: 1 }))
    }
  }),
]

const writing: readonly SourceCase[] = [
  concurrentCase('an event whose writer commits after later ones comes, though the reader has passed its place', async (under, begin) => {
    const slow = await begin()
    const early = await slow.add(2)
    const late = await under.add(2)
    const before = await readAll(under, undefined)
    await slow.commit()
    await under.settle?.()
    const after = await readAll(under, before.next)
    expectIds([...new Set([...before.ids, ...after.ids])], [...early, ...late], 'all events')
    expectSame(before.ids.some((id) => early.includes(id)), false, 'what is not committed was not read')
  }),

  concurrentCase('what is rolled back never comes, and holds nothing back for good', async (under, begin) => {
    const writer = await begin()
    await writer.add(2)
    const kept = await under.add(2)
    const before = await readAll(under, undefined)
    await writer.rollback()
    await under.settle?.()
    const after = await readAll(under, before.next)
    expectIds([...new Set([...before.ids, ...after.ids])], kept, 'all events')
  }),

  concurrentCase('while writers come and go, a reader that goes on from its offset misses nothing', async (under, begin) => {
    const expected: string[] = []
    const read = new Set<string>()
    const open: OpenWriter[] = []
    let offset: string | undefined
    for (let step = 0; step < 24; step += 1) {
      const writer = await begin()
      const ids = await writer.add(1 + (step % 3))
      open.push(writer)
      if (step % 5 === 4) {
        // The oldest is still open: this one ends out of order, and in vain.
        open.pop()
        await writer.rollback()
      } else expected.push(...ids)
      if (step % 4 === 3) await open.splice(step % 3 === 0 ? 0 : open.length - 1, 1)[0]?.commit()
      const { ids: seen, next } = await readAll(under, offset)
      for (const id of seen) read.add(id)
      offset = next
    }
    for (const writer of open) await writer.commit()
    await under.settle?.()
    for (const id of (await readAll(under, offset)).ids) read.add(id)
    expectIds([...read], expected, 'all events')
  }),
]

/** The contract of `EventSource`. */
export const eventSourceSuite: Suite<EventSourceFactory> = { name: 'event source', cases: [...reading, ...writing] }
