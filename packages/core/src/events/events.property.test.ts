import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryData, arbitraryReports, arbitraryUsageEvent } from '../testing/arbitrary-events.js'
import { assertOrderFree, assertReplayFree } from '../testing/event-laws.js'
import { effectiveEvents } from './effective-events.js'
import { fingerprintEvent } from './fingerprint-event.js'
import { identityOf } from './identity-of.js'
import { parseUsageEvent } from './parse-usage-event.js'
import { toCloudEvent } from './to-cloud-event.js'
import type { UsageEvent } from './usage-event.js'

const runs = { numRuns: 1_000 }

const extended = fc
  .tuple(arbitraryUsageEvent(), fc.record({
    subscription: fc.constantFrom('s1', '__proto__'),
    timeFromReceipt: fc.constant(true as const),
    extensions: fc.dictionary(fc.stringMatching(/^x[a-z0-9]{0,8}$/), fc.oneof(fc.boolean(), fc.integer(), fc.constantFrom('', 'é')), { minKeys: 1, noNullPrototype: true }),
    revision: fc.integer({ min: 0, max: 5 }),
  }, { requiredKeys: [], noNullPrototype: true }))
  .map(([event, more]): UsageEvent => ({ ...event, ...more }))

describe('events', () => {
  test('a usage event survives CloudEvents JSON text', () => {
    fc.assert(fc.property(extended, (event) => {
      expect(parseUsageEvent(JSON.parse(JSON.stringify(toCloudEvent(event))))).toStrictEqual(event)
    }), runs)
  })

  test('a void survives CloudEvents JSON text', () => {
    fc.assert(fc.property(extended, (event) => {
      const voided = { ...event, data: null, revision: event.revision + 1 }
      expect(parseUsageEvent(JSON.parse(JSON.stringify(toCloudEvent(voided))))).toStrictEqual(voided)
    }), runs)
  })

  test('the fingerprint covers what is said and nothing else', () => {
    fc.assert(fc.property(arbitraryUsageEvent(), arbitraryUsageEvent(), fc.nat(), (a, b, revision) => {
      const said = ({ type, subject, time, data, subscription }: UsageEvent) => JSON.stringify([type, subject, time, sorted(data), subscription])
      expect(fingerprintEvent(a) === fingerprintEvent(b)).toBe(said(a) === said(b))
      expect(fingerprintEvent({ ...a, id: 'other', source: 'other', revision, extensions: { trace: 'x' } })).toBe(fingerprintEvent(a))
      expect(fingerprintEvent({ ...a, subscription: 's' })).not.toBe(fingerprintEvent(a))
    }), runs)
  })

  test('a retry of an event without time has the same fingerprint', () => {
    const event = { id: '1', source: 's', type: 't', subject: 'u', data: {} }
    const [first, retry] = ['2026-10-01T00:00:00Z', '2026-10-01T00:00:09Z'].map((receivedAt) => parseUsageEvent(event, { receivedAt, timeFromReceipt: true }))
    expect(fingerprintEvent(first!)).toBe(fingerprintEvent(retry!))
    const [same, other] = [{ ...first!, timeFromReceipt: undefined }, { ...retry!, timeFromReceipt: undefined }] as unknown as UsageEvent[]
    expect(fingerprintEvent(same!)).not.toBe(fingerprintEvent(other!))
  })

  test('the identity separates source and id', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 })
    const identity = fc.record({ source: text, id: text })
    fc.assert(fc.property(identity, identity, (a, b) => {
      expect(identityOf(a) === identityOf(b)).toBe(a.source === b.source && a.id === b.id)
    }), runs)
    expect(identityOf({ source: 'ab', id: 'c' })).not.toBe(identityOf({ source: 'a', id: 'bc' }))
  })
})

describe('effectiveEvents', () => {
  const outcome = (reports: readonly UsageEvent[]) => effectiveEvents(reports).effective.map(({ identity, fingerprint, event }) => [identity, fingerprint, event.time, event.revision])

  test('I-ORDER: depends on no order', () => {
    assertOrderFree({ inputs: arbitraryReports(), outcome })
  })

  test('I-REPLAY: repeats change nothing, contradictions after the first report neither', () => {
    assertReplayFree({ inputs: arbitraryReports({ conflicts: true }), outcome })
  })

  test('I-CENSUS: every report is in exactly one result', () => {
    fc.assert(fc.property(arbitraryReports({ conflicts: true }), (reports) => {
      const { effective, voided, replaced, duplicates, conflicts } = effectiveEvents(reports)
      expect(effective.length + voided + replaced + duplicates + conflicts.length).toBe(reports.length)
    }), runs)
  })

  test('the highest revision counts, whatever comes first', () => {
    const first = parseUsageEvent({ id: '1', source: 's', type: 't', subject: 'u', time: '2026-10-01T00:00:00Z', data: { n: 1 } })
    const amended = { ...first, revision: 2, data: { n: 2 } }
    expect(effectiveEvents([amended, first])).toMatchObject({ effective: [{ event: amended }], replaced: 1 })
    expect(effectiveEvents([{ ...first, revision: 3, data: null }, amended, first])).toMatchObject({ effective: [], voided: 1, replaced: 2 })
    expect(effectiveEvents([first, { ...first, data: { n: 9 } }])).toMatchObject({ effective: [{ event: first }], conflicts: [{ event: { data: { n: 9 } } }] })
  })

  test('the example of the README', () => {
    const report = (id: string, revision: number, data: object | null) => parseUsageEvent({ id, source: 's', type: 't', subject: 'u', time: '2026-10-01T00:00:00Z', data, revision })
    const reports = [report('r1', 0, { count: '5' }), report('r1', 1, { count: '6' }), report('r1', 0, { count: '5' }), report('r1', 1, { count: '7' }), report('r2', 1, null)]
    expect(effectiveEvents(reports)).toMatchObject({
      effective: [{ event: { id: 'r1', data: { count: '6' } } }],
      replaced: 1, duplicates: 1, voided: 1, conflicts: [{ event: { data: { count: '7' } } }],
    })
  })

  test('of duplicates whose time is from the receipt, the earliest counts', () => {
    const event = { id: '1', source: 's', type: 't', subject: 'u', data: {} }
    const [early, late] = ['2026-10-01T00:00:00Z', '2026-10-01T00:00:09Z'].map((receivedAt) => parseUsageEvent(event, { receivedAt, timeFromReceipt: true }))
    expect(effectiveEvents([late!, early!])).toMatchObject({ effective: [{ event: early }], duplicates: 1 })
    expect(effectiveEvents([early!, late!])).toMatchObject({ effective: [{ event: early }], duplicates: 1 })
  })
})

test('arbitraryData holds nothing that an event refuses', () => {
  fc.assert(fc.property(arbitraryData(), (data) => {
    expect(parseUsageEvent({ id: '1', source: 's', type: 't', subject: 'u', time: '2026-10-01T00:00:00Z', data }).data).toEqual(data)
  }), runs)
})

function sorted(data: unknown): unknown {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, sorted(value)]) : data
}
