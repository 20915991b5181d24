import { expect, it } from 'vitest'
import { listAll } from './list-all.js'
import type { Page, PageRequest } from './page.js'

it('follows the cursor from page to page until there is none', async () => {
  const asked: PageRequest[] = []
  const pages: readonly Page<number>[] = [{ items: [1, 2], next: 'b' }, { items: [], next: 'c' }, { items: [3] }]
  const all = await listAll((page) => {
    asked.push(page)
    return Promise.resolve(pages[asked.length - 1] ?? { items: [] })
  })
  expect(all).toEqual([1, 2, 3])
  expect(asked).toEqual([{ limit: 1_000 }, { limit: 1_000, cursor: 'b' }, { limit: 1_000, cursor: 'c' }])
})
