import type { Page, PageRequest } from '@farthing/ports'

/** Every record of a list, page by page. */
export async function listAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = []
  let page = await list({ limit: 1_000 })
  items.push(...page.items)
  while (page.next !== undefined) {
    page = await list({ limit: 1_000, cursor: page.next })
    items.push(...page.items)
  }
  return items
}
