import { assertInvariant, type Hash } from '@farthing/core'
import type { StoredEvent } from '@farthing/ports'

/** What two scans show of one identity. At least one of them shows something. */
export interface EventPair {
  readonly before?: StoredEvent
  readonly after?: StoredEvent
}

/** Walks two scans side by side, both ordered by identity: each identity once, in that order. Holds a page of each. */
export async function* pairByIdentity(before: AsyncIterable<readonly StoredEvent[]>, after: AsyncIterable<readonly StoredEvent[]>): AsyncIterable<EventPair> {
  const [left, right] = [eventsOf(before), eventsOf(after)]
  try {
    let [a, b] = [await nextOf(left), await nextOf(right)]
    while (a !== undefined || b !== undefined) {
      const least = leastOf(a?.identity, b?.identity)
      const [inBefore, inAfter] = [a?.identity === least, b?.identity === least]
      yield { ...(a !== undefined && inBefore ? { before: a } : {}), ...(b !== undefined && inAfter ? { after: b } : {}) }
      if (inBefore) a = await nextOf(left)
      if (inAfter) b = await nextOf(right)
    }
  } finally {
    await left.return(undefined)
    await right.return(undefined)
  }
}

async function* eventsOf(pages: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<StoredEvent, undefined> {
  let last = ''
  for await (const page of pages) {
    for (const event of page) {
      assertInvariant(event.identity > last, 'a scan shows each identity once, in order')
      last = event.identity
      yield event
    }
  }
  return undefined
}

async function nextOf(events: AsyncGenerator<StoredEvent, undefined>): Promise<StoredEvent | undefined> {
  return (await events.next()).value
}

/** Identities are hexadecimal digits, where text order is byte order. */
function leastOf(a: Hash | undefined, b: Hash | undefined): Hash | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
