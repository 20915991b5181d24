import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCsvMapping } from './csv-mapping.js'
import type { EventRow } from './event-row.js'
import { readCsv } from './read-csv.js'
import { maxLineBytes, readLines } from './read-lines.js'
import { readNdjson } from './read-ndjson.js'

const directory = mkdtempSync(join(tmpdir(), 'farthing-input-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const row of rows) items.push(row)
  return items
}

const outcome = (row: EventRow): unknown => ('input' in row ? row.input : row.refused.code)

describe('readLines', () => {
  it('numbers lines from 1, strips ends, a byte order mark and needs no end on the last line', async () => {
    const path = file('lines.txt', '\ufeffone\r\ntwo\n\nfour')
    expect(await all(readLines(path))).toEqual([
      { line: 1, text: 'one' },
      { line: 2, text: 'two' },
      { line: 3, text: '' },
      { line: 4, text: 'four' },
    ])
  })

  it('refuses a line that is not UTF-8 or too long, and reads on behind it', async () => {
    const long = 'x'.repeat(maxLineBytes + 1)
    const path = file('bad.txt', Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(`${long}\nfine\n`)]))
    const lines = await all(readLines(path))
    expect(lines.map((line) => ('text' in line ? line.text : line.refused.code))).toEqual(['text.malformed', 'event.too_large', 'fine'])
  })

  it('joins a character that two chunks share', async () => {
    const text = 'ä'.repeat(100_001)
    expect(await all(readLines(file('wide.txt', `x${text}\n`)))).toEqual([{ line: 1, text: `x${text}` }])
  })

  it('names a file that cannot be read', async () => {
    await expect(all(readLines(join(directory, 'absent')))).rejects.toMatchObject({ code: 'file.unreadable', field: join(directory, 'absent') })
  })
})

describe('readNdjson', () => {
  it.each([
    ['{"a":"1"}', { a: '1' }],
    ['{"a":15}', { a: 15 }],
    ['{"a":0.1}', { a: 0.1 }],
    ['{"a":', 'json.malformed'],
    ['{"a":NaN}', 'json.malformed'],
    ['{"a":1,"a":2}', 'json.malformed'],
    ['{"a":1e3}', 'json.number_inexact'],
    ['{"a":12345678901234567890}', 'json.number_inexact'],
    ['{"a":1.00000000000000000001}', 'json.number_inexact'],
    ['['.repeat(200_000), 'json.too_deep'],
  ])('reads %.40s', async (text, expected) => {
    const rows = await all(readNdjson(file('events.ndjson', `\n${text}\n{"ok":true}`)))
    expect(rows.map((row) => row.line)).toEqual([2, 3])
    expect(rows.map(outcome)).toEqual([expected, { ok: true }])
  })

  it('keeps __proto__ as a key like any other', async () => {
    const [row] = await all(readNdjson(file('proto.ndjson', '{"__proto__":{"polluted":true}}')))
    expect(Object.keys(row !== undefined && 'input' in row ? (row.input as object) : {})).toEqual(['__proto__'])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('readCsv', () => {
  const mapping = file(
    'mapping.json',
    JSON.stringify({
      id: { line: true },
      source: { value: 'trace' },
      type: { value: 'llm.request' },
      subject: { column: 'Customer' },
      time: { column: 'At', zone: 'UTC' },
      data: { tokens: { column: 'Tokens' } },
    }),
  )

  it('makes events from rows, floors seven fraction digits, and refuses a row with another number of fields', async () => {
    const path = file('rows.csv', 'At,Customer,Tokens\n2023-11-16 18:17:03.9799609,acme,12\nbroken\n2023-11-16 18:17:04,acme,7')
    const rows = await all(readCsv(path, await readCsvMapping(mapping)))
    expect(rows.map((row) => [row.line, outcome(row)]).sort()).toEqual([
      [2, { id: '2', source: 'trace', type: 'llm.request', subject: 'acme', time: '2023-11-16T18:17:03.979960Z', data: { tokens: '12' } }],
      [3, 'file.columns'],
      [4, { id: '4', source: 'trace', type: 'llm.request', subject: 'acme', time: '2023-11-16T18:17:04.000000Z', data: { tokens: '7' } }],
    ])
  })

  it('names the columns that the header lacks', async () => {
    const path = file('wrong.csv', 'When,Customer\n2023-11-16 18:17:03,acme')
    await expect(all(readCsv(path, await readCsvMapping(mapping)))).rejects.toMatchObject({
      code: 'file.columns',
      facts: { missing: ['At', 'Tokens'] },
    })
  })

  it.each([
    [{}, 'id'],
    [{ id: { line: true }, source: { value: 's' }, type: { value: 't' }, subject: { value: 's' }, time: {} }, 'time'],
    [{ id: { line: true }, extra: 1 }, 'extra'],
  ])('refuses the mapping %j naming %s', async (content, name) => {
    const path = file('bad-mapping.json', JSON.stringify(content))
    await expect(readCsvMapping(path)).rejects.toMatchObject({ code: 'mapping.invalid', field: `${path}: ${name}` })
  })
})
