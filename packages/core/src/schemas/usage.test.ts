import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { arbitraryReports, arbitraryUsageEvent } from '../testing/arbitrary-events.js'
import { arbitraryMeter } from '../testing/arbitrary-meters.js'
import { aggregateUsage } from '../usage/aggregate-usage.js'
import { accountSchema } from './account.js'
import { dimensionsSchema, meterSchema } from './meter.js'
import { usageEventSchema } from './usage-event.js'
import { usageBucketSchema, usageSchema } from './usage.js'

const runs = { numRuns: 1_000 }
const account = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin' }
const event = { id: '1', source: 's', type: 't', subject: 'u', time: '2026-10-14T09:00:00.000000Z', data: {}, revision: 0 }
const usage = {
  subscription: 's', meter: 'm', dimensions: { model: null }, from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:15:00.000000Z',
  quantity: '70/31', events: 1, evidence: 'ab'.repeat(32),
}
const proto = JSON.parse('{"__proto__":"x"}') as object

describe('a schema accepts what the library makes, and gives it back unchanged', () => {
  test('events, meters and usage', () => {
    const meters = fc.dictionary(fc.constantFrom('a', '__proto__'), arbitraryMeter(), { noNullPrototype: true })
    fc.assert(fc.property(arbitraryReports(), meters, arbitraryUsageEvent(), (reports, defined, one) => {
      expect(usageEventSchema.parse(one)).toStrictEqual(one)
      for (const meter of Object.values(defined)) expect(meterSchema.parse(meter)).toStrictEqual(meter)
      const subscriptions = [{ id: 's', account: 'a', subjects: ['acme', 'bolt'], from: '2000-01-01T00:00:00.000000Z' }]
      for (const bucket of aggregateUsage(reports, { meters: defined, subscriptions }).buckets) expect(usageBucketSchema.parse(bucket)).toStrictEqual(bucket)
    }), runs)
  })

  test.each<[z.ZodType, unknown]>([
    [accountSchema, account],
    [accountSchema, { ...account, parent: 'group', invoiceRecipient: 'group' }],
    [accountSchema, { ...account, address: { lines: ['a'], country: 'DE' }, terms: { due: 'end_of_month', months: 1 }, taxProfile: { jurisdiction: 'DE', registrations: [] }, projects: [{ id: 'p' }] }],
    [usageEventSchema, { ...event, subscription: 's', timeFromReceipt: true, extensions: { trace: 'x' } }],
    [usageEventSchema, { ...event, data: null, revision: 1 }],
    [usageEventSchema, { ...event, data: proto }],
    [usageSchema, usage],
    [usageSchema, { ...usage, parts: [{ key: 'a', quantity: '1', snapshot: { mode: 'spot' } }], anomalies: [{ kind: 'open_twice', key: 'a', at: usage.from }] }],
    [usageBucketSchema, { ...usage, aggregation: 'time_weighted', settings: { reports: 'change', per: 'hour' }, factor: '1/3', rounding: { mode: 'up', exponent: 0 }, state: [], opening: '5' }],
    [meterSchema, { event: 'x', aggregation: 'percentile', settings: { percent: '95' }, factor: '1/3', by: ['p'], expression: 'a * b', attributes: { p: 'project' }, maxGroups: 9 }],
    [dimensionsSchema, proto],
  ])('%#', (schema, value) => {
    expect(JSON.stringify(schema.parse(value))).toBe(JSON.stringify(value))
  })
})

describe('and refuses the rest', () => {
  test.each<[z.ZodType, unknown, message: string]>([
    [accountSchema, { ...account, parent: 'acme' }, 'is the account itself'],
    [accountSchema, { ...account, projects: [{ id: 'a', parent: 'b' }] }, 'which the account does not have'],
    [accountSchema, { ...account, terms: { due: 'net', days: 0 } }, 'from 1 to 3650'],
    [accountSchema, { ...account, zone: 'europe/berlin' }, 'its canonical form'],
    [accountSchema, { ...account, currency: 'XYZ' }, 'ISO 4217'],
    [accountSchema, { ...account, name: undefined }, 'name'],
    [accountSchema, { ...account, vat: 'x' }, 'Unrecognized key'],
    [usageEventSchema, { ...event, data: [] }, 'not an object'],
    [usageEventSchema, { ...event, data: { n: 1e400 } }, 'plain JSON'],
    [usageEventSchema, { ...event, data: null }, 'a void names the revision'],
    [usageEventSchema, { ...event, extensions: { Trace: 'x' } }, 'no CloudEvents attribute'],
    [usageEventSchema, { ...event, time: '2026-10-14T09:00:00Z' }, 'its canonical form'],
    [meterSchema, { event: 'x', aggregation: 'sum' }, 'reads one'],
    [meterSchema, { event: 'x', aggregation: 'percentile', value: 'n', settings: { percent: 95 } }, 'not a decimal as text'],
    [usageSchema, { ...usage, anomalies: [{ kind: 'odd', key: 'a', at: usage.from }] }, 'Invalid option'],
    [usageSchema, { ...usage, parts: [{ key: 'a', quantity: '1', snapshot: [] }] }, 'not an object'],
    [meterSchema, { event: 'x', aggregation: 'count', filter: [{ path: 'a' }] }, 'make no condition'],
    [dimensionsSchema, { model: 1 }, 'not text'],
    [dimensionsSchema, [], 'not an object'],
    [usageSchema, { ...usage, quantity: '140/62' }, 'canonical'],
    [usageSchema, { ...usage, quantity: '1.0' }, 'canonical'],
    [usageSchema, { ...usage, quantity: 5 }, 'Invalid input'],
    [usageSchema, { ...usage, to: usage.from }, 'an interval ends after it starts'],
    [usageSchema, { ...usage, evidence: 'AB' }, 'hexadecimal'],
    [usageSchema, { ...usage, events: -1 }, 'Too small'],
    [usageBucketSchema, usage, 'aggregation'],
  ])('%#', (schema, value, message) => {
    expect(schema.safeParse(value).error?.message ?? 'accepted').toContain(message)
  })
})
