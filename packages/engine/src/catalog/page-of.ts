import { compareBytes, fail } from '@farthing/core'
import { checkPageRequest, type Page, type PageRequest } from '@farthing/ports'

/** One page of a list that is at hand, ordered by unique names. @throws `storage.page_invalid` as every list */
export function pageOf<T>(items: readonly T[], nameOf: (item: T) => string, request: PageRequest = {}): Page<T> {
  const { limit = 100, cursor } = checkPageRequest(request)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
  const after = cursor === undefined ? undefined : nameIn(cursor)
  const behind = after === undefined ? items : items.filter((item) => compareBytes(nameOf(item), after) > 0)
  const page = behind.slice(0, limit)
  const last = page.at(-1)
  return last === undefined || behind.length <= limit ? { items: page } : { items: page, next: JSON.stringify([nameOf(last)]) }
}

function nameIn(cursor: string): string {
  const parts = parsed(cursor)
  const name: unknown = Array.isArray(parts) && parts.length === 1 ? (parts as readonly unknown[])[0] : undefined
  return typeof name === 'string' ? name : fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this list', facts: { cursor: cursor.slice(0, 80) } })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
