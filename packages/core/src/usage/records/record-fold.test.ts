import { describe, expect, test } from 'vitest'
import { failureOf, type Failure } from '../../errors/failure.js'
import { addRecords } from './add-records.js'
import { startRecordFold } from './start-record-fold.js'
import { totalsOfRecords } from './totals-of-records.js'
import type { RecordFoldDefinition, RecordTotals, UsageRecord } from './usage-record.js'

const record = (fields: Partial<UsageRecord>): UsageRecord => ({ account: 'acme', meter: 'tokens', time: '2026-10-14T09:30:00Z', value: '1', ...fields })

function folded(records: readonly UsageRecord[], definition: RecordFoldDefinition = {}): RecordTotals {
  const fold = startRecordFold(definition)
  addRecords(fold, records)
  return totalsOfRecords(fold)
}

describe('record fold', () => {
  test('sums and counts by account, meter and hour, in their order', () => {
    const { totals, census } = folded([
      record({ value: '0.2' }),
      record({ account: 'bolt', value: '5' }),
      record({ time: '2026-10-14T10:00:00.000Z', value: '8' }),
      record({ meter: 'calls', value: '3' }),
      record({ time: '2026-10-14T11:59:59.999999+02:00', value: '0.1' }),
    ])
    expect(totals).toEqual([
      { account: 'acme', meter: 'calls', from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z', sum: '3', count: 1 },
      { account: 'acme', meter: 'tokens', from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z', sum: '0.3', count: 2 },
      { account: 'acme', meter: 'tokens', from: '2026-10-14T10:00:00.000000Z', to: '2026-10-14T11:00:00.000000Z', sum: '8', count: 1 },
      { account: 'bolt', meter: 'tokens', from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z', sum: '5', count: 1 },
    ])
    expect(census).toEqual({ records: 5, counted: 5, refused: 0 })
  })

  test.each<[window: NonNullable<RecordFoldDefinition['window']>, from: string, to: string]>([
    ['minute', '2026-10-14T09:30', '2026-10-14T09:31'],
    ['quarter_hour', '2026-10-14T09:30', '2026-10-14T09:45'],
    ['hour', '2026-10-14T09:00', '2026-10-14T10:00'],
  ])('windows of a %s', (window, from, to) => {
    expect(folded([record({ time: '2026-10-14T09:30:59.9Z' })], { window }).totals).toMatchObject([{ from: `${from}:00.000000Z`, to: `${to}:00.000000Z` }])
  })

  test.each<[what: string, values: readonly string[], sum: string]>([
    ['the largest safe integer and one more', ['9007199254740991', '1'], '9007199254740992'],
    ['integers above it that a float rounds', ['9007199254740993', '9007199254740993', '1'], '18014398509481987'],
    ['and back below it', ['9007199254740993', '-9007199254740992'], '1'],
    ['a fraction that widens a large sum', ['900719925474099', '0.0000001', '0.2'], '900719925474099.2000001'],
    ['38 digits', ['99999999999999999999999999999999999999', '0.00000000000000000000000000000000000001'], '99999999999999999999999999999999999999.00000000000000000000000000000000000001'],
    ['a widened scale beside a spilled sum', ['9007199254740993', '5', '0.25', '0.125'], '9007199254740998.375'],
    ['nothing, in several ways', ['0', '-0', '0.000', '-0.0'], '0'],
    ['values written at length', ['007.50', '0002.5000000000000000000'], '10'],
    ['what cancels', ['0.1', '0.2', '-0.3'], '0'],
    ['a negative fraction', ['0.01', '-0.5'], '-0.49'],
  ])('sums %s exactly', (_, values, sum) => {
    expect(folded(values.map((value) => record({ value })), { negative: 'allowed' }).totals).toMatchObject([{ sum, count: values.length }])
  })

  test.each<[what: string, fields: Partial<UsageRecord>, code: string, field: string]>([
    ['a negative value', { value: '-0.1' }, 'meter.value_negative', 'value'],
    ['a long negative value', { value: '-123456789012345678' }, 'meter.value_negative', 'value'],
    ['an exponent', { value: '1e3' }, 'decimal.malformed', 'value'],
    ['39 digits', { value: '1'.repeat(39) }, 'decimal.too_long', 'value'],
    ['a time without a zone', { time: '2026-10-14T09:30:00' }, 'time.zone_missing', 'time'],
    ['a leap second', { time: '2026-12-31T23:59:60Z' }, 'time.leap_second', 'time'],
    ['a day that does not exist', { time: '2026-02-29T00:00:00Z' }, 'time.impossible', 'time'],
    ['a window that ends with the time line', { time: '9999-12-31T23:00:00Z' }, 'time.out_of_range', 'time'],
    ['an empty account', { account: '' }, 'text.empty', 'account'],
    ['a meter with a lone surrogate', { meter: 'a\ud800' }, 'text.malformed', 'meter'],
  ])('refuses %s and counts the rest', (_, fields, code, field) => {
    const { totals, refused, census } = folded([record({ value: '2' }), record(fields), record({ value: '3' })])
    expect(totals).toMatchObject([{ sum: '5', count: 2 }])
    expect(refused).toMatchObject([{ index: 1, failure: { code, field } }])
    expect(census).toEqual({ records: 3, counted: 2, refused: 1 })
  })

  test('a remembered date serves no other date', () => {
    const times = ['2026-03-01T00:00:00Z', '2026-02-29T00:00:00Z', '2026-03-01T00:00:00Z', '2025-03-01T00:00:00Z']
    const { totals, census } = folded(times.map((time) => record({ time })))
    expect(totals.map(({ from, count }) => [from.slice(0, 10), count])).toEqual([['2025-03-01', 1], ['2026-03-01', 2]])
    expect(census.refused).toBe(1)
  })

  test('lists the first 1,000 refusals and counts all', () => {
    const { refused, census } = folded(Array.from({ length: 1_001 }, () => record({ value: '' })))
    expect([refused.length, refused.at(-1)?.index, census.refused]).toEqual([1_000, 999, 1_001])
  })

  test('fails rather than hold more groups than it may', () => {
    const [nine, ten] = [record({}), record({ time: '2026-10-14T10:00:00Z' })]
    expect(folded([nine, ten, nine], { maxGroups: 2 }).totals).toHaveLength(2)
    expect(failed(() => folded([nine, nine, ten], { maxGroups: 1 }))).toMatchObject({ code: 'meter.too_many_groups', facts: { maxGroups: 1 } })
  })

  test('texts of one length and hash-alike names keep their groups through growth', () => {
    const records = Array.from({ length: 5_000 }, (_, index) => record({ account: `a${index % 71}`, meter: `m${index % 73}`, value: String(index) }))
    const { totals } = folded([...records, ...records])
    expect(totals).toHaveLength(5_000)
    expect(totals.every(({ count, sum }) => count === 2 && Number(sum) % 2 === 0)).toBe(true)
  })

  test('may be read between batches', () => {
    const fold = startRecordFold()
    addRecords(fold, [record({})])
    expect(totalsOfRecords(fold).totals).toMatchObject([{ sum: '1' }])
    addRecords(fold, [record({ value: '0.5' })])
    expect(totalsOfRecords(fold).totals).toMatchObject([{ sum: '1.5', count: 2 }])
  })

  test.each<[definition: object, field: string]>([
    [{ window: 'day' }, 'window'],
    [{ window: 'constructor' }, 'window'],
    [{ maxGroups: 0 }, 'maxGroups'],
    [{ maxGroups: 10_000_001 }, 'maxGroups'],
    [{ negative: 'maybe' }, 'negative'],
  ])('refuses %j', (definition, field) => {
    expect(failed(() => startRecordFold(definition))).toMatchObject({ code: 'meter.invalid', field })
  })
})

function failed(work: () => unknown): Failure | undefined {
  try {
    work()
  } catch (error) {
    return failureOf(error)
  }
  return undefined
}
