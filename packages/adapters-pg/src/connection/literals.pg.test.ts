import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { withLiterals } from './literals.js'
import { queryRows } from './rows.js'

const database = useTestDatabase()

describe('values written into a statement', () => {
  it('are what they were as values, also where a backslash means something', async () => {
    const client = await database.app().connect()
    try {
      await client.query('SET standard_conforming_strings = off')
      const texts = ["'", "\\'", '\\', "'; DROP TABLE x; --", '$1', '$$', '\u{1F600}é', '\n', '', ...fc.sample(fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')), { numRuns: 300, seed: 7 })]
      const rows = texts.map((text, index) => withLiterals(`SELECT ${index} AS place, $1::text AS text`, [text]))
      const read = await queryRows(client, `SELECT r.text FROM (${rows.join(' UNION ALL ')}) AS r ORDER BY r.place`)
      expect(read.map(({ text }) => text)).toEqual(texts)
    } finally {
      await client.query('RESET standard_conforming_strings')
      client.release()
    }
  })
})
