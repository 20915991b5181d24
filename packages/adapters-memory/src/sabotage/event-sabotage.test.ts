import { hashContent } from '@farthing/core'
import type { AppendOutcome, EventQuery, EventStore, IncomingEvent, StoredEvent } from '@farthing/ports'
import { describeSabotages, withStores } from './sabotage.js'

const withEvents = (breakage: (events: EventStore) => Partial<EventStore>) =>
  withStores(({ events }) => ({ events: { ...events, ...breakage(events) } }))

const appending = (change: (incoming: IncomingEvent) => IncomingEvent) =>
  withEvents((events) => ({ append: (batch) => events.append(batch.map(change)) }))

async function* pagesOf(all: readonly StoredEvent[], size: number): AsyncIterable<readonly StoredEvent[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size)
}

async function everything(pages: AsyncIterable<readonly StoredEvent[]>): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = []
  for await (const page of pages) all.push(...page)
  return all
}

async function* scanning(events: EventStore, query: EventQuery, change: (all: readonly StoredEvent[]) => readonly StoredEvent[], size = 1000) {
  yield* pagesOf(change(await everything(events.scan(query))), size)
}

function withoutCut({ cut, ...query }: EventQuery): EventQuery {
  return cut === undefined ? query : { ...query }
}

describeSabotages('event store', [
  {
    what: 'ignores the fingerprint',
    red: 'the same identity and revision with another fingerprint is a conflict, and changes nothing',
    create: withEvents((events) => ({
      append: async (batch) => (await events.append(batch)).map((outcome): AppendOutcome => (outcome === 'conflict' ? 'duplicate' : outcome)),
    })),
  },
  {
    what: 'decides by id without source',
    red: 'the same id from two sources is two events',
    create: appending((incoming) => ({ ...incoming, identity: hashContent('sabotage/1', [incoming.event.id]) })),
  },
  {
    what: 'keeps one revision of an identity',
    red: 'each revision is decided for itself, in any order of arrival',
    create: appending((incoming) => ({ ...incoming, event: { ...incoming.event, revision: 0 } })),
  },
  {
    what: 'drops repeats before it decides',
    red: 'outcomes stand in the order of the batch; a repeat inside it is decided as if it came later',
    create: withEvents((events) => ({ append: (batch) => events.append([...new Map(batch.map((one) => [one.fingerprint, one])).values()]) })),
  },
  {
    what: 'sorts a batch and gives outcomes in that order',
    red: 'outcomes stand in the order of the batch; a repeat inside it is decided as if it came later',
    create: withEvents((events) => ({ append: (batch) => events.append([...batch].sort((a, b) => (a.identity < b.identity ? -1 : 1))) })),
  },
  {
    what: 'loses what stands after the first thousand of a batch',
    red: 'a batch of thousands is decided event by event, and again as duplicates',
    create: withEvents((events) => ({ append: (batch) => events.append(batch.slice(0, 1000)) })),
  },
  {
    what: 'normalises text',
    red: 'every text in every place of an event comes back as it went in',
    create: appending((incoming) => ({ ...incoming, event: { ...incoming.event, subject: incoming.event.subject.normalize() } })),
  },
  {
    what: 'assigns keys instead of defining them',
    red: 'every text in every place of an event comes back as it went in',
    create: appending((incoming) => {
      const data: Record<string, never> = {}
      for (const [key, value] of Object.entries(incoming.event.data ?? {})) Object.assign(data, { [key]: value })
      return { ...incoming, event: { ...incoming.event, data } }
    }),
  },
  {
    what: 'takes the upper bound in',
    red: 'from is inside and to is outside, to the microsecond',
    create: withEvents((events) => ({ scan: (query) => events.scan({ ...query, to: query.to.replace('00.000000Z', '00.000001Z') }) })),
  },
  {
    what: 'leaves the lower bound out',
    red: 'from is inside and to is outside, to the microsecond',
    create: withEvents((events) => ({ scan: (query) => events.scan({ ...query, from: query.from.replace('00.000000Z', '00.000001Z') }) })),
  },
  {
    what: 'rounds times to milliseconds',
    red: 'from is inside and to is outside, to the microsecond',
    create: appending((incoming) => ({ ...incoming, event: { ...incoming.event, time: incoming.event.time.replace(/\d{3}Z$/, '000Z') } })),
  },
  {
    what: 'takes an empty list for no condition',
    red: 'types: any of those given, none when the list is empty',
    create: withEvents((events) => ({
      scan: ({ types, ...query }) => events.scan(types === undefined || types.length === 0 ? query : { ...query, types }),
    })),
  },
  {
    what: 'takes subjects and subscriptions together for an intersection',
    red: 'subjects and subscriptions are a union, and an event that matches both comes once',
    create: withEvents((events) => ({
      scan: (query) => scanning(events, query, (all) => all.filter(({ event }) => !query.subjects || query.subjects.includes(event.subject))),
    })),
  },
  {
    what: 'forgets that a void is one',
    red: 'a voided event is not found, also when the void arrives first',
    create: appending((incoming) => ({ ...incoming, event: { ...incoming.event, data: incoming.event.data ?? {} } })),
  },
  {
    what: 'orders by time',
    red: 'thousands of events come once each, in identity order, in pages of at most 1,000',
    create: withEvents((events) => ({
      scan: (query) => scanning(events, query, (all) => [...all].sort((a, b) => (a.event.time < b.event.time ? -1 : 1))),
    })),
  },
  {
    what: 'gives one page of everything',
    red: 'thousands of events come once each, in identity order, in pages of at most 1,000',
    create: withEvents((events) => ({ scan: (query) => scanning(events, query, (all) => all, 1_000_000) })),
  },
  {
    what: 'repeats the last event of a page on the next',
    red: 'thousands of events come once each, in identity order, in pages of at most 1,000',
    create: withEvents((events) => ({ scan: (query) => scanning(events, query, (all) => all.flatMap((one, index) => (index === 999 ? [one, one] : [one]))) })),
  },
  {
    what: 'reads everything at once and hands it out for ever',
    red: 'a scan that is carried on after the end of its transaction is refused',
    create: withEvents((events) => ({ scan: (query) => scanning(events, query, (all) => all) })),
  },
  {
    what: 'ignores the cut',
    red: 'what is committed before a cut is in it, and what comes after is not',
    create: withEvents((events) => ({
      scan: (query) => events.scan(withoutCut(query)),
    })),
  },
  {
    what: 'filters effective events at the cut by what is effective now',
    red: 'an amendment or void after a cut does not change what it shows',
    create: withEvents((events) => ({
      scan: async function* (query) {
        const alive = new Set((await everything(events.scan(withoutCut(query)))).map(({ identity }) => identity))
        yield* scanning(events, query, (all) => all.filter(({ identity }) => alive.has(identity)))
      },
    })),
  },
  {
    what: 'takes any text for a cut',
    red: 'a cut is a text of 1 to 8,192 characters, and text that is none is refused',
    create: withEvents((events) => ({
      scan: ({ cut, ...query }) => events.scan(cut?.startsWith('length:') ? { ...query, cut } : query),
    })),
  },
  {
    what: 'shows everything as recorded after a cut',
    red: 'what was recorded after a cut: arrivals and amendments, and nothing that the cut shows',
    create: withEvents((events) => ({ scan: ({ recordedAfter: _, ...query }) => events.scan(query) })),
  },
  {
    what: 'shows everything as replaced',
    red: 'what a later cut replaces: as the first one shows it, wherever it is now',
    create: withEvents((events) => ({ scan: ({ replacedIn: _, ...query }) => events.scan(query) })),
  },
  {
    what: 'shows what replaces and not what is replaced',
    red: 'what a later cut replaces: as the first one shows it, wherever it is now',
    create: withEvents((events) => ({
      scan: ({ replacedIn, ...query }) => events.scan(replacedIn === undefined ? query : { ...withoutCut(query), ...(query.cut === undefined ? {} : { recordedAfter: query.cut }), cut: replacedIn }),
    })),
  },
])
