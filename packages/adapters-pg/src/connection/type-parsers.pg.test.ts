import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { incoming, scanAll } from '../../test-server/sample-events.js'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
const { builtins, setTypeParser } = pg.types
const event = incoming('parsed', { time: '0001-01-01T00:00:00.000001Z', data: { big: '12345678901234567890', at: '2026-01-01' } })
const scan = () => postgres(database.app()).transaction('parsers', ({ events }) => scanAll(events))

// The parsers belong to the whole process, which other files share.
const { BOOL, BYTEA, INT2, INT4, INT8, JSON: json, JSONB, NUMERIC, TEXT, TIMESTAMP, TIMESTAMPTZ } = builtins
const before = [BOOL, BYTEA, INT2, INT4, INT8, json, JSONB, NUMERIC, TEXT, TIMESTAMP, TIMESTAMPTZ].map((type) => [type, pg.types.getTypeParser(type)] as const)
afterAll(() => {
  for (const [type, parse] of before) setTypeParser(type, parse)
})

describe('type parsers that the host has set for all of pg', () => {
  it('change nothing', async () => {
    setTypeParser(INT8, Number)
    setTypeParser(TIMESTAMPTZ, (text) => new Date(text))
    for (const type of [BOOL, BYTEA, INT2, INT4, json, JSONB, NUMERIC, TIMESTAMP]) setTypeParser(type, () => ({ broken: true }))

    await postgres(database.app()).transaction('parsers', async ({ events }) => {
      expect(await events.append([event])).toEqual(['accepted'])
      const cut = await events.takeCut()
      expect(await scanAll(events, cut)).toEqual([])
    })
    expect(await scan()).toEqual([event])
  })

  it('are noticed when they touch text itself', async () => {
    setTypeParser(TEXT, () => 5)
    await expect(scan()).rejects.toThrow('a statement casts every column to text')
  })
})
