import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fail, failureOf } from '../../errors/failure.js'
import type { UsageEvent } from '../../events/usage-event.js'
import { add } from '../../money/arithmetic.js'
import type { Decimal } from '../../money/decimal-type.js'
import { parseDecimal } from '../../money/parse-decimal.js'
import { floorInstant } from '../../time/floor-instant.js'
import { parseInstant } from '../../time/parse-instant.js'
import { addToTally } from '../add-to-tally.js'
import { startTally } from '../start-tally.js'
import { usageOf } from '../usage-of.js'
import { addRecords } from './add-records.js'
import { startRecordFold } from './start-record-fold.js'
import { totalsOfRecords } from './totals-of-records.js'
import type { UsageRecord } from './usage-record.js'

const digits = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 9 }).map(String), { minLength: 1, maxLength }).map((each) => each.join(''))
const edges = ['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740991', '999999999999999', '9999999999999999', '0.000000000000001', '-0', '-0.00', '007.50', '9'.repeat(38), `0.${'0'.repeat(37)}1`]
const malformed = ['', '-', '.', '.5', '1.', '-.5', '1e3', '+1', ' 1', '1 ', '1_0', '１２', '0x10', 'NaN', '--1', '1.2.3', '1-2', '1/2', '1:2', '9'.repeat(39), '0'.repeat(65)]
const value = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom('', '-'), digits(17), fc.oneof(fc.constant(''), digits(8).map((fraction) => `.${fraction}`))).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.constantFrom(...edges) },
  { weight: 1, arbitrary: fc.constantFrom(...malformed) },
)

const valid = fc.tuple(fc.constantFrom('2026-02-28', '2024-02-29', '2026-10-14', '0001-01-01', '9999-12-31'), fc.constantFrom('00', '09', '22', '23'), fc.constantFrom('00', '14', '15', '59'), fc.constantFrom('00.', '59.', '00', '59'), digits(9), fc.constantFrom('Z', 'z', '+05:45', '-01:00', ''))
  .map(([date, hour, minute, second, fraction, zone]) => `${date}T${hour}:${minute}:${second}${second.endsWith('.') ? fraction : ''}${zone}`)
const damaged = fc.tuple(fc.constantFrom('2026-10-14T09:30:00Z', '2026-10-14T09:30:00.000Z', '2026-10-14T09:30:00.123456Z'), fc.nat({ max: 26 }), fc.constantFrom('0', '3', '6', '9', '-', ':', '/', '.', 'T', 'Z', '+', ' ', '٣', ''))
  .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1))
const records = fc.array(fc.record({ account: fc.constantFrom('acme', 'bolt', 'é', '__proto__', ''), meter: fc.constantFrom('tokens', 'constructor'), time: fc.oneof(valid, damaged), value }), { maxLength: 30 })
const definitions = fc.record({ window: fc.constantFrom('minute' as const, 'quarter_hour' as const, 'hour' as const), negative: fc.constantFrom('refused' as const, 'allowed' as const) })

describe('record fold', () => {
  test('takes and refuses what the readers of single values do, and sums as they do', () => {
    let counted = 0
    let refused = 0
    fc.assert(fc.property(records, definitions, (given, definition) => {
      const fold = startRecordFold(definition)
      addRecords(fold, given)
      const { totals, census, refused: listed } = totalsOfRecords(fold)
      const slow = slowTotals(given, definition.window, definition.negative === 'allowed')
      expect(new Map(totals.map(({ account, meter, from, sum, count }) => [JSON.stringify([account, meter, from]), `${sum} of ${count}`]))).toEqual(slow.totals)
      expect(listed.map(({ index, failure }) => [index, failure.code])).toEqual(slow.refused)
      expect(census).toEqual({ records: given.length, counted: given.length - slow.refused.length, refused: slow.refused.length })
      counted += census.counted
      refused += census.refused
    }), { numRuns: 2_000 })
    expect(Math.min(counted, refused), 'neither side is empty').toBeGreaterThan(2_000)
  })

  test('I-ORDER: no order and no batches change the totals', () => {
    fc.assert(fc.property(records, fc.nat(), (given, place) => {
      const [forward, turned] = [startRecordFold(), startRecordFold()]
      addRecords(forward, given)
      const at = place % (given.length + 1)
      addRecords(turned, given.slice(at).toReversed())
      addRecords(turned, given.slice(0, at).toReversed())
      expect(totalsOfRecords(turned).totals).toEqual(totalsOfRecords(forward).totals)
    }), { numRuns: 1_000 })
  })

  test('gives what a tally gives for sum and count, on 300,000 values', () => {
    const random = randomNumbers(20_261_014)
    const accounts = Array.from({ length: 20 }, (_, index) => `account-${index}`)
    const fold = startRecordFold({ negative: 'allowed', window: 'quarter_hour' })
    const tally = startTally({
      meters: { tokens: { event: 'tokens', aggregation: 'sum', value: 'count', negative: 'allowed' } },
      subscriptions: accounts.map((id) => ({ id, account: id, subjects: [id], from: '2026-10-01T00:00:00.000000Z' })),
      digest: () => new Uint8Array(32),
    })
    for (let index = 0; index < 300_000; index += 1) {
      const given = randomRecord(random, accounts)
      addRecords(fold, [given])
      addToTally(tally, { event: eventOf(given, index), identity: index.toString(16).padStart(64, '0'), fingerprint: '00'.repeat(32) })
    }
    const { buckets } = usageOf(tally)
    const { totals, census } = totalsOfRecords(fold)
    expect(totals).toEqual(buckets.map(({ subscription, meter, from, to, quantity, events }) => ({ account: subscription, meter, from, to, sum: quantity, count: events })))
    expect([totals.length, census.counted]).toEqual([1_920, 300_000])
  })
})

/** One value at a time, in the arithmetic of money. */
function slowTotals(given: readonly UsageRecord[], window: 'minute' | 'quarter_hour' | 'hour', negativeAllowed: boolean): { readonly totals: ReadonlyMap<string, string>; readonly refused: readonly (readonly [number, string])[] } {
  const groups = new Map<string, { sum: Decimal; count: number }>()
  const refused: (readonly [number, string])[] = []
  for (const [index, { account, meter, time, value: text }] of given.entries()) {
    try {
      const from = floorInstant(parseInstant(time), window, 'UTC')
      if (isLast(from, window)) fail('time.out_of_range', { field: 'time', because: 'has no window' })
      const read = parseDecimal(text)
      const code = read.startsWith('-') && !negativeAllowed ? 'meter.value_negative' : account === '' ? 'text.empty' : undefined
      if (code !== undefined) refused.push([index, code])
      else {
        const key = JSON.stringify([account, meter, from])
        const { sum, count } = groups.get(key) ?? { sum: '0', count: 0 }
        groups.set(key, { sum: add(sum, read), count: count + 1 })
      }
    } catch (error) {
      refused.push([index, failureOf(error).code])
    }
  }
  return { totals: new Map([...groups].map(([key, { sum, count }]) => [key, `${sum} of ${count}`])), refused }
}

function isLast(from: string, window: 'minute' | 'quarter_hour' | 'hour'): boolean {
  return from === { minute: '9999-12-31T23:59:00.000000Z', quarter_hour: '9999-12-31T23:45:00.000000Z', hour: '9999-12-31T23:00:00.000000Z' }[window]
}

function randomRecord(random: () => number, accounts: readonly string[]): UsageRecord {
  const second = Math.floor(random() * 86_400)
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  const fraction = random() < 0.5 ? '' : `.${String(Math.floor(random() * 1e6)).padStart(6, '0')}`
  const edge = edges[Math.floor(random() * 400)]
  const decimals = Math.floor(random() * 9)
  return {
    account: accounts[Math.floor(random() * accounts.length)] ?? '',
    meter: 'tokens',
    time: `2026-10-14T${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}${fraction}Z`,
    value: edge ?? `${random() < 0.1 ? '-' : ''}${(random() * 10 ** Math.floor(random() * 9)).toFixed(decimals)}`,
  }
}

function eventOf({ account, meter, time, value: count }: UsageRecord, index: number): UsageEvent {
  return { id: String(index), source: 'api', type: meter, subject: account, time: parseInstant(time), data: { count }, revision: 0 }
}

/** Numerical Recipes' linear congruence: the same values on each run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
