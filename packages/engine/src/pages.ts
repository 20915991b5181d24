import type { Page, PageRequest } from '@farthing/ports'

const limit = 1_000

/** All records of a list, page by page. Only for lists that fit in memory because of a documented bound. */
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
