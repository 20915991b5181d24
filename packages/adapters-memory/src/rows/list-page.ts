import { compareBytes, fail } from '@farthing/core'
import { checkPageRequest, type Page, type PageRequest } from '@farthing/ports'

/** Texts that order a row within its list; unique among its rows. */
export type SortKey = readonly string[]

/** One page of rows in the order of their keys by UTF-8 bytes. Sorts what lies behind the cursor: O(n log n) per page. */
export function listPage<T>(rows: readonly T[], sortKeyOf: (row: T) => SortKey, request: PageRequest = {}): Page<T> {
  const limit = checkLimit(checkPageRequest(request).limit ?? 100)
  const after = request.cursor === undefined ? undefined : parseCursor(request.cursor)
  const behind = rows
    .map((row) => ({ row, key: sortKeyOf(row) }))
    .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
    .sort((a, b) => compareKeys(a.key, b.key))
  const page = behind.slice(0, limit)
  const last = page.at(-1)
  const items = page.map(({ row }) => row)
  return last === undefined || behind.length <= limit ? { items } : { items, next: JSON.stringify(last.key) }
}

function compareKeys(a: SortKey, b: SortKey): number {
  for (const [index, part] of a.entries()) {
    const order = compareBytes(part, b[index] ?? '')
    if (order !== 0) return order
  }
  return 0
}

/** @throws `storage.page_invalid` */
export function checkLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  return fail('storage.page_invalid', { field: 'limit', because: `is ${limit}`, facts: { limit } })
}

function parseCursor(cursor: string): SortKey {
  const key = parsedOrUndefined(cursor)
  if (Array.isArray(key) && key.every((part) => typeof part === 'string')) return key
  return fail('storage.page_invalid', { field: 'cursor', because: 'is no cursor of this storage', facts: { cursor } })
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
