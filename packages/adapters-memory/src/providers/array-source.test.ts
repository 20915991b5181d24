import { eventSourceSuite, isApplicable, type EventSourceFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { arraySource } from './array-source.js'

const factory: EventSourceFactory = {
  concurrentTransactions: false,
  async create() {
    const events: { readonly id: string }[] = []
    return {
      source: arraySource('list', events),
      async add(count) {
        const added = Array.from({ length: count }, (_, index) => ({ id: `e${events.length + index}` }))
        events.push(...added)
        return added.map(({ id }) => id)
      },
    }
  },
}

describe('arraySource', () => {
  for (const one of eventSourceSuite.cases) it.skipIf(!isApplicable(one, factory))(one.name, () => one.run(factory))

  it('refuses an offset behind its end, and a name that is none', async () => {
    await expect(arraySource('list', [{}]).read({ after: '2', limit: 1 })).rejects.toMatchObject({ code: 'source.offset_unknown' })
    expect(() => arraySource('', [])).toThrow(/not empty/)
  })
})

describe('a broken source turns the suite red', () => {
  const sabotages: readonly { readonly what: string; readonly red: string; readonly change: (source: ReturnType<typeof arraySource>) => ReturnType<typeof arraySource> }[] = [
    {
      what: 'keeps its place in memory',
      red: 'an offset can be read again: from each of them comes all that came behind it',
      change: (source) => {
        let place = '0'
        return { ...source, read: async ({ limit }) => source.read({ after: place, limit }).then((page) => ((place = page.next), page)) }
      },
    },
    {
      what: 'moves on by one too many',
      red: 'every event comes, in pages that keep to the limit, and nothing behind the end',
      change: (source) => ({ ...source, read: async (request) => source.read(request).then((page) => ({ ...page, events: page.events.slice(0, Math.max(1, page.events.length - 1)) })) }),
    },
    {
      what: 'gives all at once',
      red: 'every event comes, in pages that keep to the limit, and nothing behind the end',
      change: (source) => ({ ...source, read: ({ after }) => source.read({ ...(after === undefined ? {} : { after }), limit: 1_000 }) }),
    },
    {
      what: 'takes any offset for the start',
      red: 'what is no offset of the source is refused',
      change: (source) => ({ ...source, read: ({ after = '0', limit }) => source.read({ after: /^\d{1,9}$/.test(after) ? after : '0', limit }) }),
    },
  ]

  it.each(sabotages)('one that $what', async ({ red, change }) => {
    const cases = eventSourceSuite.cases.filter(({ name }) => name === red)
    expect(cases).toHaveLength(1)
    const broken = { ...factory, create: async () => factory.create().then((under) => ({ ...under, source: change(under.source) })) }
    for (const one of cases) await expect(one.run(broken)).rejects.toThrow(/expected/)
  })
})
