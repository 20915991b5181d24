import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readVectors } from './read-vectors.js'

const fixtures = new URL('../fixtures', import.meta.url).pathname

describe('readVectors', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vectors-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('reads all files, and the examples of price books as vectors', () => {
    const vectors = readVectors(fixtures)
    expect(vectors.map((vector) => vector.id)).toEqual([
      'rounds-as-stated',
      'rounds-to-something-else',
      'asks-for-garbage',
      'does-not-follow',
      'from-another-world',
      'calls/hundred',
    ])
    expect(vectors.at(-1)).toEqual({
      id: 'calls/hundred',
      topic: 'pricebooks',
      given: {
        book: { id: 'calls', vendor: 'Example', currency: 'EUR', charges: { calls: { model: 'per_unit', per: '1', price: '0.01' } } },
        q: { calls: '100' },
        note: 'one cent each',
      },
      expect: { lines: { calls: '1.00' }, total: '1.00' },
    })
  })

  test('refuses a folder that is not there', () => {
    expect(() => readVectors(join(folder, 'nowhere'))).toThrow(/nowhere cannot be read as a folder of vectors/)
  })
  test('refuses a folder without vectors', () => {
    expect(() => readVectors(folder)).toThrow(/holds no \.json file/)
  })
  test.each([
    ['text that is not JSON', '[{', /bad\.json is not readable as JSON/],
    ['a file that is no array', '{}', /bad\.json is not a JSON array/],
    ['an entry that is no vector', '[{"id": "x"}]', /bad\.json: entry 0 is neither a vector nor a price book/],
  ])('refuses %s', (_name, text, message) => {
    writeFileSync(join(folder, 'bad.json'), text)
    expect(() => readVectors(folder)).toThrow(message)
  })
})
