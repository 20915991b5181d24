import { arraySource, memory } from '@farthing/adapters-memory'
import type { EventSource, SourcePage } from '@farthing/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const listOf = (count: number) => Array.from({ length: count }, (_, index) => tokens(`t${index}`, '1'))

async function quantityOf(billing: Awaited<ReturnType<typeof acmeBilling>>): Promise<string | undefined> {
  return (await billing.usage.current(october)).usage[0]?.quantity
}

describe('events.pull', () => {
  it('reads a source to its end, page by page, and goes on where it ended', async () => {
    const billing = await acmeBilling()
    const events: object[] = listOf(25)
    const source = arraySource('usage.ndjson', events)
    expect(await billing.events.pull(source, { pageSize: 10, maxPages: 2 })).toMatchObject({ counts: { received: 20, accepted: 20 }, offset: '20', done: false })
    expect(await billing.events.pull(source, { pageSize: 10 })).toMatchObject({ counts: { received: 5, accepted: 5 }, offset: '25', done: true })
    expect(await billing.events.pull(source)).toMatchObject({ counts: { received: 0 }, offset: '25', done: true })
    events.push(tokens('later', '1'))
    expect(await billing.events.pull(source)).toMatchObject({ counts: { received: 1, accepted: 1 }, done: true })
    expect(await quantityOf(billing)).toBe('26')
    expect(await billing.events.census()).toMatchObject({ received: 26, kept: 26 })
  })

  it('is called again and again', async () => {
    const billing = await acmeBilling()
    const source = arraySource('ingestion', listOf(3))
    // #region pull
    const { counts, refused, done } = await billing.events.pull(source)
    // #endregion pull
    expect([counts.accepted, refused.length, done]).toEqual([3, 0, true])
  })

  it('refuses a bad event with its place, counts it, and goes on', async () => {
    const billing = await acmeBilling({ sources: { api: { maxAge: 'P30D' } } })
    const events = [tokens('a', '1'), 'no event', tokens('b', '1'), tokens('old', '1', { time: '2026-01-01T00:00:00Z' }), tokens('a', '1'), tokens('a', '2')]
    const { counts, refused } = await billing.events.pull(arraySource('mixed', events), { pageSize: 2 })
    expect(counts).toEqual({ received: 6, accepted: 2, duplicate: 1, conflict: 1, unattached: 0, rejected: 2 })
    expect(refused.map(({ after, index, failure }) => [after, index, failure.code])).toEqual([
      [undefined, 1, 'event.invalid'],
      ['2', 1, 'event.too_old'],
      ['4', 1, 'event.conflict'],
    ])
  })

  it('keeps a page and its offset together: a crash at any write loses nothing and repeats nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 30 }), fc.integer({ min: 1, max: 8 }), fc.array(fc.nat({ max: 14 }), { maxLength: 4 }), async (count, pageSize, crashes) => {
        const storage = memory()
        const billing = await acmeBilling({ storage })
        const source = arraySource('list', listOf(count))
        for (const crash of crashes) {
          let calls = 0
          const dies = <T>(call: () => Promise<T>) => (calls++ === crash ? Promise.reject(new Error('killed')) : call())
          const dying = wrapped(storage, (stores) => ({
            ...stores,
            offsets: { get: (name) => dies(() => stores.offsets.get(name)), advance: (name, step) => dies(() => stores.offsets.advance(name, step)) },
            events: { ...stores.events, append: (events) => dies(() => stores.events.append(events)) },
            census: { ...stores.census, add: (counts) => dies(() => stores.census.add(counts)) },
          }))
          await sampleBilling({ storage: dying }).events.pull(source, { pageSize }).catch((error: unknown) => {
            expect(String(error)).toBe('Error: killed')
          })
        }
        expect(await billing.events.pull(source, { pageSize })).toMatchObject({ done: true })
        expect(await quantityOf(billing)).toBe(count === 0 ? undefined : String(count))
        expect(await billing.events.census()).toEqual({ received: count, kept: count, duplicate: 0, conflict: 0, rejected: {} })
      }),
      { numRuns: 1000 },
    )
  })

  it('would lose a page if the offset were kept apart from the events', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    const source = arraySource('list', listOf(3))
    const apart = wrapped(storage, (stores) => ({
      ...stores,
      events: { ...stores.events, append: () => Promise.reject(new Error('killed')) },
      offsets: { ...stores.offsets, advance: () => Promise.resolve() },
    }))
    await expect(sampleBilling({ storage: apart }).events.pull(source)).rejects.toThrow('killed')
    await storage.transaction('default', (stores) => stores.offsets.advance('list', { to: '3' }))
    await billing.events.pull(source)
    expect(await quantityOf(billing)).toBeUndefined()
  })

  it('lets several pull one source at once: each page is kept by one of them', async () => {
    const billing = await acmeBilling()
    const source = arraySource('shared', listOf(60))
    const results = await Promise.all(Array.from({ length: 5 }, () => billing.events.pull(source, { pageSize: 7 })))
    expect(results.reduce((sum, { counts }) => sum + counts.received, 0)).toBe(60)
    expect(results.every(({ done }) => done)).toBe(true)
    expect(await billing.events.census()).toMatchObject({ received: 60, kept: 60, duplicate: 0 })
  })

  it('keeps an offset for each source and tenant', async () => {
    const storage = memory()
    const [a, b] = [await acmeBilling({ storage, tenant: 'a' }), await acmeBilling({ storage, tenant: 'b' })]
    for (const billing of [a, b]) {
      expect((await billing.events.pull(arraySource('one', listOf(2)))).counts.accepted).toBe(2)
      expect((await billing.events.pull(arraySource('two', listOf(3)))).counts).toMatchObject({ accepted: 1, duplicate: 2 })
    }
  })

  const text: unknown = 'all'
  const page = (about: Partial<SourcePage>): SourcePage => ({ events: [], next: '1', done: true, ...about })
  const broken: readonly (readonly [name: string, read: EventSource['read'], field: string])[] = [
    ['more events than asked for', async () => page({ events: listOf(3) }), 'source.page.events'],
    ['no list', async () => page({ events: text as readonly unknown[] }), 'source.page.events'],
    ['events without moving on', async ({ after = '' }) => page({ events: after === '' ? [] : listOf(1), next: 'x', done: false }), 'source.page.next'],
    ['nothing for ever', async () => page({ done: false }), 'source.page.next'],
  ]

  it.each(broken)('refuses a source that gives %s', async (_, read, field) => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.events.pull({ name: 'broken', read }, { pageSize: 2 }))).toMatchObject({ code: 'source.page_invalid', field })
  })

  it('refuses a source without a name, an offset that is too long, and sizes that are none', async () => {
    const billing = await acmeBilling()
    const source = arraySource('list', [])
    expect(await failureIn(() => billing.events.pull({ ...source, name: '' }))).toMatchObject({ code: 'text.empty', field: 'source.name' })
    expect(await failureIn(() => billing.events.pull({ name: 'long', read: async () => page({ next: 'x'.repeat(1_025) }) }))).toMatchObject({ code: 'text.too_long' })
    expect(await failureIn(() => billing.events.pull(source, { pageSize: 1_001 }))).toMatchObject({ code: 'command.invalid', field: 'pageSize' })
    expect(await failureIn(() => billing.events.pull(source, { maxPages: 0 }))).toMatchObject({ code: 'command.invalid', field: 'maxPages' })
  })
})
