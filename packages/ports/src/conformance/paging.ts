import type { Page, PageRequest } from '../page.js'
import { expectFailure, expectSame } from './expectations.js'

/**
 * What a list promises about pages, whatever it lists: `expected` in its order, once each, at any limit.
 *
 * `list` runs in a transaction of its own each time, so that cursors hold across transactions.
 */
export async function expectPages<T>(list: (page?: PageRequest) => Promise<Page<T>>, expected: readonly T[], what: string): Promise<void> {
  for (const limit of [1, 2, 7, Math.max(1, expected.length), expected.length + 1, 1000]) {
    const items: T[] = []
    let page = await list({ limit })
    for (;;) {
      expectSame(page.items.length <= limit, true, `${what}: a page of ${page.items.length} keeps to the limit of ${limit}`)
      expectSame(page.items.length > 0 || items.length === 0, true, `${what}: no empty page after the first`)
      items.push(...page.items)
      if (page.next === undefined) break
      page = await list({ limit, cursor: page.next })
    }
    expectSame(items, expected, `${what}, in pages of ${limit}`)
  }
}

/** What a list promises about requests that it cannot serve. */
export async function expectRefusedPages(list: (page?: PageRequest) => Promise<Page<unknown>>): Promise<void> {
  for (const limit of [0, -1, 1001, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expectFailure('storage.page_invalid', `a limit of ${limit}`, () => list({ limit }))
  }
  for (const request of [{ account: 'acme' }, { limit: 1, curser: 'next' }]) {
    await expectFailure('storage.page_invalid', `a request of ${JSON.stringify(request)}`, () => list(request))
  }
  for (const cursor of ['', 'next', '\u{1f600}', '{', '{}', '[1]', 'null', "' or true --"]) {
    await expectFailure('storage.page_invalid', `the cursor ${JSON.stringify(cursor)}`, () => list({ cursor }))
  }
}
