import { memory } from '@farthing/adapters-memory'
import { checkJson, identityOf, readWindowingState, shiftInstant, startWindowing } from '@farthing/core'
import type { AppendOutcome, IncomingEvent, Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import type { Billing } from '../billing.js'
import { createBilling } from '../create-billing.js'
import { wrapped } from '../test/sample-billing.js'
import { meteringLaws, type MeteringSubject } from './index.js'

type Create = typeof createBilling

/** Billing that takes events in as `change` says. */
function ingesting(change: (ingest: Billing['events']['ingest']) => Billing['events']['ingest']): Create {
  return (options) => {
    const billing = createBilling(options)
    return { ...billing, events: { ...billing.events, ingest: change(billing.events.ingest) } }
  }
}

/** Billing over a storage with a fault. */
function storing(fault: (stores: Stores) => Partial<Stores>): Create {
  return (options) => createBilling({ ...options, storage: wrapped(options.storage, (stores) => ({ ...stores, ...fault(stores) })) })
}

/** Faults in what a scan gives. */
function scanning(fault: (page: readonly IncomingEvent[]) => readonly IncomingEvent[]): Create {
  return storing(({ events }) => ({
    events: {
      ...events,
      async *scan(query) {
        for await (const page of events.scan(query)) yield fault(page)
      },
    },
  }))
}

/** A storage that keeps some events under another identity than theirs. */
function renaming(isRenamed: (item: IncomingEvent) => boolean): Create {
  return storing(({ events }) => ({ events: { ...events, append: (all) => events.append(all.map((item) => (isRenamed(item) ? renamed(item) : item))) } }))
}

let names = 0
function renamed(item: IncomingEvent): IncomingEvent {
  const event = { ...item.event, id: `${item.event.id}#${(names += 1)}` }
  return { ...item, event, identity: identityOf(event) }
}

const timeOf = (event: unknown) => (event as { readonly time: string }).time
const isEdge = ({ event }: IncomingEvent) => /:(00|15|30|45):00\.000000Z$/.test(event.time)

/** Drops whatever is older than the newest event so far: what a stream processor without lateness does. */
const droppingLateOnes: Create = (options) => {
  let newest = ''
  return ingesting((ingest) => (events, how) => {
    const inTime = events.filter((event) => {
      const isInTime = timeOf(event) >= newest
      if (isInTime) newest = timeOf(event)
      return isInTime
    })
    return ingest(inTime, how)
  })(options)
}

const oneTenantForAll: Create = ({ storage, ...options }) => {
  const shared: Storage = { transaction: (_, work) => storage.transaction('shared', work) }
  return createBilling({ ...options, storage: shared })
}

const forgetfulWatermarks = storing(({ windowing }) => ({
  windowing: {
    ...windowing,
    load: async (key) => {
      const record = await windowing.load(key)
      return record === undefined || !key.startsWith('meter/') ? record : { ...record, state: checkJson(startWindowing(key.slice(6)), key) }
    },
  },
}))

const skippedWindows = storing(({ windowing }) => ({
  windowing: {
    ...windowing,
    save: (record) => {
      if (!record.key.startsWith('subscription/')) return windowing.save(record)
      const { format, sealedTo } = record.state as { readonly format: string; readonly sealedTo: string }
      return windowing.save({ ...record, state: { format, sealedTo: shiftInstant(sealedTo, 86_400_000 * 28) } })
    },
  },
}))

/** Seals as if every watermark had passed. */
const earlySeals: Create = (options) => {
  const billing = createBilling(options)
  const ahead = createBilling({
    ...options,
    storage: wrapped(options.storage, (stores) => ({
      ...stores,
      windowing: {
        ...stores.windowing,
        get: async (key) => {
          const record = await stores.windowing.get(key)
          if (!key.startsWith('meter/')) return record
          const state = record === undefined ? startWindowing(key.slice(6)) : readWindowingState(record.state)
          return { key, revision: record?.revision ?? 0, state: checkJson({ ...state, closedTo: '2026-12-01T00:00:00.000000Z' }, key) }
        },
      },
    })),
  })
  return { ...billing, windows: { ...billing.windows, sealDue: ahead.windows.sealDue } }
}

const droppingUnattached = storing(({ events, subscriptions }) => ({
  events: {
    ...events,
    append: async (all) => {
      const outcomes: AppendOutcome[] = []
      for (const item of all) {
        const { items } = await subscriptions.list({ subject: item.event.subject })
        outcomes.push(...(items.length === 0 ? ['accepted' as const] : await events.append([item])))
      }
      return outcomes
    },
  },
}))

const faults: readonly (readonly [law: string, what: string, billing: Create])[] = [
  ['I-ORDER', 'events older than the newest are dropped', droppingLateOnes],
  ['I-BATCH', 'only two events of a batch are kept', ingesting((ingest) => (events, how) => ingest(events.slice(0, 2), how))],
  ['I-REPLAY', 'every receipt makes an event of its own', renaming(() => true)],
  ['I-CONFLICT', 'conflicts pass for duplicates', storing(({ events }) => ({ events: { ...events, append: async (all) => (await events.append(all)).map((outcome) => (outcome === 'conflict' ? 'duplicate' : outcome)) } }))],
  ['I-SCOPE', 'tenants share their records', oneTenantForAll],
  ['I-NOTTL', 'identities are forgotten after a year', renaming(({ receivedAt }) => receivedAt > '2028')],
  ['I-CENSUS', 'batches are not counted', storing(({ census }) => ({ census: { ...census, add: async () => undefined } }))],
  ['I-CENSUS', 'refusals are swallowed', ingesting((ingest) => async (events, how) => {
    const { counts, ...rest } = await ingest(events, how)
    return { ...rest, counts: { ...counts, rejected: 0 } }
  })],
  ['I-ONEWINDOW', 'events on the edge of a window are in none', scanning((page) => page.filter((item) => !isEdge(item)))],
  ['I-TILE', 'a run skips what comes after a window', skippedWindows],
  ['I-MERGE', 'an event alone in its scan is lost', scanning((page) => (page.length === 1 ? [] : page))],
  ['I-LATE', 'a scan shows what is not in its cut', storing(({ events }) => ({ events: { ...events, scan: ({ cut: _, ...query }) => events.scan(query) } }))],
  ['I-LATE', 'nothing is listed as late', (options) => {
    const billing = createBilling(options)
    return { ...billing, events: { ...billing.events, late: async () => ({ items: [], count: 0, writtenOff: 0 }) } }
  }],
  ['I-WATERMARK', 'a restart forgets how far it was', forgetfulWatermarks],
  ['I-WATERMARK', 'windows are sealed without a look at the watermark', earlySeals],
  ['I-REATTACH', 'events that nobody takes are dropped', droppingUnattached],
  ['I-GROUPS', 'groups are normalised', scanning((page) => page.map((item) => ({ ...item, event: JSON.parse(JSON.stringify(item.event).normalize('NFC')) as typeof item.event })))],
  ['I-PURETIME', 'microseconds come from the platform', (options) => createBilling({ ...options, clock: { now: () => `${options.clock.now().slice(0, 20)}${`${Date.now()}`.slice(-6).padStart(6, '0')}Z` } })],
  ['AUDIT', 'revisions are made up', ingesting((ingest) => (events, how) => ingest(events.map((event, index) => ({ ...(event as object), ...(index > 2 ? { revision: 7 } : {}) })), how))],
  ['AUDIT', 'events on the edge of a window are in none', scanning((page) => page.filter((item) => !isEdge(item)))],
  ['AUDIT', 'a scan shows what is not in its cut', storing(({ events }) => ({ events: { ...events, scan: ({ cut: _, ...query }) => events.scan(query) } }))],
  ['AUDIT', 'events that nobody takes are dropped', droppingUnattached],
  ['AUDIT', 'sources send what they may not', (options) => createBilling({ ...options, sources: {} })],
  ['AUDIT', 'revisions of seals are lost', storing(({ usage }) => ({ usage: { ...usage, put: async (seal) => (seal.revision === 0 ? usage.put(seal) : undefined) } }))],
  ['AUDIT', 'text that looks like a number is one', scanning((page) => page.map(({ event, ...item }) => ({ ...item, event: { ...event, data: event.data === null ? null : { ...event.data, model: Number(event.data['model']) === 1 ? 'one' : (event.data['model'] ?? null) } } })))],
]

describe('a law of metering', () => {
  it.each(faults)('%s breaks when %s', async (name, _, billing) => {
    const law = meteringLaws.find((each) => each.name.startsWith(`${name}:`))!
    const subject: MeteringSubject = { create: async () => memory(), billing }
    // Where a seal was lost, the message about the next one may tell it before the law does.
    await expect(law.check(subject, { endOnFailure: true })).rejects.toThrow(/Broken invariant|message is kept with other content/)
  })

  it('is broken by one of these faults, whichever it is', () => {
    const names = meteringLaws.map((law) => law.name.slice(0, law.name.indexOf(':')))
    expect(names.filter((name) => !faults.some(([law]) => law === name))).toEqual([])
  })
})
