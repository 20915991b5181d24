import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failureOf } from '../errors/failure.js'
import { effectiveEvents, type IdentifiedEvent } from '../events/effective-events.js'
import { fingerprintEvent } from '../events/fingerprint-event.js'
import { identityOf } from '../events/identity-of.js'
import type { UsageEvent } from '../events/usage-event.js'
import { aggregateUsage } from './aggregate-usage.js'
import { proveBucket, verifyBucketProof } from './bucket-proof.js'
import { proveEvent, verifyEventProof, type EventProof, type ProvenEvent } from './event-proof.js'
import { mergeUsage } from './merge-usage.js'
import type { UsageBucket } from './usage-type.js'

const hour = { from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T10:00:00.000000Z' }
const definition = {
  meters: { tokens: { event: 'llm.tokens', aggregation: 'sum', value: 'count' } },
  subscriptions: [{ id: 's1', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z' }],
}

function event(id: number, minute = 0): UsageEvent {
  const time = `2026-10-14T09:${String(minute).padStart(2, '0')}:00.000000Z`
  return { id: String(id), source: 'api', type: 'llm.tokens', subject: 'acme', time, data: { count: id }, revision: id % 3 }
}

function bucketOf(events: readonly UsageEvent[]): UsageBucket {
  const [bucket] = aggregateUsage(events, definition).buckets
  if (bucket === undefined) throw new Error('no bucket')
  return bucket
}

const identified = (events: readonly UsageEvent[]) => effectiveEvents(events).effective
const ids = fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 20 })

describe('proveEvent', () => {
  test('each identity is proven included or absent, whichever it is, and never the other', () => {
    fc.assert(fc.property(ids, fc.nat({ max: 60 }), (held, asked) => {
      const events = held.map((id) => event(id))
      const bucket = bucketOf(events)
      const proof = proveEvent(identified(events).toReversed(), identityOf(event(asked)))
      expect(proof.kind).toBe(held.includes(asked) ? 'included' : 'absent')
      expect(verifyEventProof(JSON.parse(JSON.stringify(proof)) as EventProof, bucket)).toBe(true)
    }), { numRuns: 1_000 })
  })

  test('no proof holds for a bucket that lost, gained or changed an event', () => {
    fc.assert(fc.property(ids, fc.nat({ max: 60 }), fc.nat(), (held, asked, place) => {
      const events = held.map((id) => event(id))
      const proof = proveEvent(identified(events), identityOf(event(asked)))
      const at = place % events.length
      const others: readonly (readonly UsageEvent[])[] = [
        ...(events.length === 1 ? [] : [events.toSpliced(at, 1)]),
        [...events, event(61)],
        events.with(at, { ...events[at]!, data: { count: 61 } }),
        events.with(at, { ...events[at]!, revision: 7 }),
      ]
      for (const other of others) expect(verifyEventProof(proof, bucketOf(other))).toBe(false)
    }), { numRuns: 1_000 })
  })

  test('absence needs neighbours: nobody who is there is proven absent by others', () => {
    fc.assert(fc.property(ids, fc.nat(), (held, place) => {
      const events = held.map((id) => event(id))
      const items = identified(events)
      const bucket = bucketOf(events)
      const at = place % items.length
      const target = items[at]!.identity
      const proven = items.map((item) => provenOf(items, item))
      for (const before of [undefined, ...proven.slice(0, at)]) {
        for (const after of [undefined, ...proven.slice(at + 1)]) {
          const forged: EventProof = { kind: 'absent', identity: target, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
          expect(verifyEventProof(forged, bucket)).toBe(false)
        }
      }
    }), { numRuns: 1_000 })
  })

  test('what is malformed proves nothing', () => {
    const events = [event(1), event(2), event(3)]
    const bucket = bucketOf(events)
    const good = provenOf(identified(events), identified(events)[1]!)
    expect(verifyEventProof({ kind: 'included', event: good }, bucket)).toBe(true)
    const bad: readonly object[] = [{ identity: 'x' }, { fingerprint: `0x${good.fingerprint.slice(2)}` }, { revision: -1 }, { revision: 2 ** 32 + good.revision }, { revision: 0.5 }, { index: -1 }, { path: ['x'] }, { path: {} }]
    for (const change of bad) expect(verifyEventProof({ kind: 'included', event: { ...good, ...change } }, bucket)).toBe(false)
    expect(verifyEventProof({ kind: 'absent', identity: 'x', after: good }, { ...bucket, events: 1 })).toBe(false)
  })

  test('an empty bucket holds nobody, and without evidence only that is proven', () => {
    const absent = proveEvent([], identityOf(event(1)))
    expect(absent).toEqual({ kind: 'absent', identity: identityOf(event(1)) })
    expect(verifyEventProof(absent, { evidence: 'none', events: 0 })).toBe(true)
    expect(verifyEventProof(absent, { evidence: 'none', events: 1 })).toBe(false)
    const included = proveEvent(identified([event(1)]), identityOf(event(1)))
    expect(verifyEventProof(included, { evidence: 'none', events: 1 })).toBe(false)
  })
})

describe('proveBucket', () => {
  test('leads from an event over its bucket to merged usage', () => {
    const events = Array.from({ length: 60 }, (_, id) => event(id, id))
    const { buckets } = aggregateUsage(events, definition)
    const [usage] = mergeUsage(buckets, hour)
    expect(buckets).toHaveLength(4)
    for (const bucket of buckets) {
      const inside = identified(events.filter(({ time }) => bucket.from <= time && time < bucket.to))
      for (const item of inside) {
        expect(verifyEventProof(proveEvent(inside, item.identity), bucket)).toBe(true)
      }
      const proof = proveBucket(buckets.toReversed(), bucket)
      expect([proof.evidence, proof.buckets, verifyBucketProof(proof, usage!)]).toEqual([bucket.evidence, 4, true])
      expect(verifyBucketProof({ ...proof, evidence: '00'.repeat(32) }, usage!)).toBe(false)
      expect(verifyBucketProof({ ...proof, evidence: 'none' }, usage!)).toBe(false)
      expect(verifyBucketProof(proof, { evidence: bucket.evidence })).toBe(false)
    }
  })

  test('refuses a bucket that was not merged, and buckets without evidence', () => {
    const bucket = bucketOf([event(1)])
    const code = (work: () => unknown) => {
      try {
        work()
      } catch (error) {
        return failureOf(error).code
      }
      return undefined
    }
    expect(code(() => proveBucket([bucket], { ...bucket, from: hour.to }))).toBe('window.invalid')
    expect(code(() => proveBucket([{ ...bucket, evidence: 'none' }], bucket))).toBe('evidence.none')
  })
})

function provenOf(items: readonly IdentifiedEvent[], item: IdentifiedEvent): ProvenEvent {
  const proof = proveEvent(items, item.identity)
  if (proof.kind !== 'included') throw new Error('absent')
  expect(proof.event.fingerprint).toBe(fingerprintEvent(item.event))
  return proof.event
}
