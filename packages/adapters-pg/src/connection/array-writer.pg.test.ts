import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { arrayLiteral } from './array-literal.js'
import type { ArrayType, ArrayValue } from './array-type.js'
import { arrayWriter } from './array-writer.js'
import { binaryArray } from './binary-array.js'
import { queryRows } from './rows.js'

const database = useTestDatabase('empty')

const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !value.includes('\0'))
const instant = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .chain((date) => fc.integer({ min: 0, max: 999 }).map((micro) => `${date.toISOString().slice(0, 23)}${String(micro).padStart(3, '0')}Z`))
const values: Readonly<Record<ArrayType, fc.Arbitrary<ArrayValue>>> = {
  bytea: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  bool: fc.boolean(),
  int4: fc.integer(),
  json: fc.json({ maxDepth: 1 }).filter((value) => !value.includes('\\u0000')),
  text: fc.oneof(text, fc.constantFrom('', 'NULL', 'null', '"', '\\', '{}', 'a,b', '\u{feff}x')),
  timestamptz: instant,
}

describe.each(Object.keys(values) as ArrayType[])('an array of %s', (type) => {
  it('is the same to the server as bytes and as text', async () => {
    // Fifty arrays at a time: a round trip for each of 1,000 takes seconds.
    const arrays = fc.sample(fc.array(fc.option(values[type], { freq: 4 }), { maxLength: 8 }), { numRuns: 1_000, seed: 7 })
    for (let from = 0; from < arrays.length; from += 50) {
      const some = arrays.slice(from, from + 50)
      const same = some.map((_, index) => `$${2 * index + 1}::${type}[]::text IS NOT DISTINCT FROM $${2 * index + 2}::${type}[]::text`)
      const { rows } = await database.owner().query<{ same: boolean[] }>(
        `SELECT array[${same.join(', ')}] AS same`,
        some.flatMap((array) => [binaryArray(type, array), arrayLiteral(type, array)]),
      )
      expect(some.filter((_, index) => rows[0]?.same[index] !== true)).toEqual([])
    }
  })
})

describe('bytes that are none', () => {
  it.each(['xy', '0', '00zz', 'no digest'])('%j are refused, and not cut where they end', (digits) => {
    expect(() => binaryArray('bytea', [digits])).toThrow('hexadecimal')
  })
})

describe('arrayWriter', () => {
  it('writes bytes for a driver that sends them, which it asks once', async () => {
    const writer = arrayWriter()
    const asked: string[] = []
    const ask = (sql: string, parameters: readonly unknown[]) => {
      asked.push(sql)
      return queryRows(database.owner(), sql, parameters)
    }
    expect(await writer(ask)).toBe(binaryArray)
    expect(await writer(ask)).toBe(binaryArray)
    expect(asked).toHaveLength(1)
  })

  it('writes text for a driver that makes text of everything', async () => {
    expect(await arrayWriter()((sql, parameters) => queryRows(database.owner(), sql, parameters.map(String)))).toBe(arrayLiteral)
  })
})
