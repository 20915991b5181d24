import { checkText, fail } from '@farthing/core'
import type { EventSource } from '@farthing/ports'

/**
 * A list as an event source: the lines of a file, or what a test has at hand. May grow at its end between reads, and must not change otherwise.
 * An offset is the number of events in front of it.
 *
 * @throws `text.*` for the name; on reading `source.offset_unknown`
 */
export function arraySource(name: string, events: readonly unknown[]): EventSource {
  checkText(name, { field: 'name' })
  return {
    name,
    async read({ after = '0', limit }) {
      const start = placeOf(after, events.length)
      const page = events.slice(start, start + limit)
      const end = start + page.length
      return { events: page, next: String(end), done: end === events.length }
    },
  }
}

function placeOf(offset: string, length: number): number {
  const place = /^(0|[1-9][0-9]{0,14})$/.test(offset) ? Number(offset) : Number.POSITIVE_INFINITY
  if (place <= length) return place
  return fail('source.offset_unknown', { field: 'after', because: `is no place in a list of ${length}`, facts: { after: offset.slice(0, 80) } })
}
