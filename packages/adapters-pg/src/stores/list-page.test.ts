import { describe, expect, it } from 'vitest'
import { arrayLiteral } from '../connection/array-literal.js'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage, type ListQuery } from './list-page.js'

const rows: readonly Row[] = ['a', 'b', 'c'].map((id) => ({ id, key: JSON.stringify(['2026-10-01T00:00:00.000000Z', id]) }))

const query: ListQuery<string | null | undefined> = {
  select: 'r.id',
  table: 'invoice',
  order: [{ name: 'issued_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
  where: (bind) => [`r.account = ${bind('acme')}`],
  read: (row) => row['id'],
}

/** A session that gives the same rows for every statement, and keeps what it was asked. */
function sessionOf(found: readonly Row[]) {
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = []
  const session: Session = {
    ...{ tenant: 'tenant', schema: '"farthing"', epoch: 1, cursorName: () => 'c' },
    query: (text, values = []) => {
      asked.push({ text, values })
      return Promise.resolve(found)
    },
    arrays: () => Promise.resolve(arrayLiteral),
    step: (call) => call(),
  }
  return { session, asked }
}

describe('listPage', () => {
  it('asks for one row more than the page holds, and points behind its last row when there is one', async () => {
    const { session, asked } = sessionOf(rows)
    expect(await listPage(session, query, { limit: 2 })).toEqual({ items: ['a', 'b'], next: rows[1]?.['key'] })
    expect(await listPage(session, query, { limit: 3 })).toEqual({ items: ['a', 'b', 'c'] })
    expect(asked.map(({ values }) => values)).toEqual([['tenant', 'acme', 3], ['tenant', 'acme', 4]])
  })

  it('goes on behind the cursor', async () => {
    const { session, asked } = sessionOf([])
    await listPage(session, query, { cursor: '["2026-10-01T00:00:00.000000Z","b"]' })
    expect(asked[0]?.text).toContain('(r.issued_at, r.id) > ($3::timestamptz, $4::text)')
    expect(asked[0]?.values).toEqual(['tenant', 'acme', '2026-10-01T00:00:00.000000Z', 'b', 101])
  })

  it.each([
    ['["b"]', 'of a list with another order'],
    ['["2026-10-01T00:00:00.000000Z","b","c"]', 'with a part too many'],
    ['["yesterday","b"]', 'without an instant where one belongs'],
    ['["2026-10-01T00:00:00Z","b"]', 'with an instant that is not canonical'],
    ['["2026-10-01T00:00:00.000000Z",5]', 'with a number'],
    ['["2026-10-01T00:00:00.000000Z","\\u0000"]', 'with text that no column holds'],
    ['{"0":"2026-10-01T00:00:00.000000Z","1":"b"}', 'that is no list'],
    ['null', 'that is nothing'],
  ])('refuses the cursor %s: %s', async (cursor) => {
    const { session, asked } = sessionOf([])
    await expect(listPage(session, query, { cursor })).rejects.toMatchObject({ code: 'storage.page_invalid' })
    expect(asked).toEqual([])
  })
})
