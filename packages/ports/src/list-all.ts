import type { Page, PageRequest } from './page.js'

const limit = 1_000

/** Every record of a list, page by page, in its order. Holds all of them: only for lists that fit in memory. */
export async function listAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page: Page<T> = await list(cursor === undefined ? { limit } : { limit, cursor })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined)
  return items
}
