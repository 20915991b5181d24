import { fail } from '@farthing/core'
import type { Page, PageRequest, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { prepareFilter, type EventFilter, type PreparedFilter } from './event-filter.js'
import type { EventRecord } from './event-record.js'
import { eventReader } from './read-events.js'

/**
 * Effective events that a filter finds, with what becomes of each as things stand, by identity. All pages of one listing show the events of the cut
 * that the first was taken at; what subscriptions take them is told as of now.
 *
 * @throws as `prepareFilter`; `storage.page_invalid`
 */
export function listEvents(context: BillingContext, filter: EventFilter, request: PageRequest = {}): Promise<Page<EventRecord>> {
  const { limit = 100 } = request
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
  return context.storage.transaction(context.tenant, async (stores) => {
    const prepared = await prepareFilter(context, stores, filter)
    const { cut, after } = request.cursor === undefined ? { cut: await stores.events.takeCut() } : parseCursor(request.cursor)
    const found = await firstRecords(context, stores, { ...prepared, query: { ...prepared.query, cut, ...(after === undefined ? {} : { after }) } }, limit + 1)
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return found.length <= limit || last === undefined ? { items } : { items, next: JSON.stringify([cut, last.identity]) }
  })
}

async function firstRecords(context: BillingContext, stores: Stores, { query, accepts }: PreparedFilter, count: number): Promise<readonly EventRecord[]> {
  const read = eventReader(context, stores)
  const found: EventRecord[] = []
  for await (const page of stores.events.scan(query)) {
    for (const event of await read(page)) if (accepts(event)) found.push(event.record)
    if (found.length >= count) break
  }
  return found.slice(0, count)
}

function parseCursor(cursor: string): { readonly cut: string; readonly after?: string } {
  const parts = parsedOrUndefined(cursor)
  if (Array.isArray(parts) && parts.length === 2) {
    const [cut, after] = parts as readonly unknown[]
    if (typeof cut === 'string' && typeof after === 'string' && /^[0-9a-f]{64}$/.test(after)) return { cut, after }
  }
  return fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
