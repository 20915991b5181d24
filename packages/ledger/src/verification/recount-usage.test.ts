import { aggregateUsage, checkJson, fingerprintEvent, identityOf, type UsageEvent } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { leavesOf, without, withOther } from '../test/change-json.js'
import { failureTextOf } from '../test/failure-text-of.js'
import { sampleBundles, sampleEvent, sampleEvents } from '../test/sample-bundles.js'
import { checkBundle } from './check-bundle.js'
import { proveInclusion, verifyInclusion, type EventInclusion } from './event-inclusion.js'
import type { EvidenceBundle } from './evidence-bundle.js'
import { recountUsage } from './recount-usage.js'

function sample(name: string): EvidenceBundle {
  const made = sampleBundles[name]?.()
  if (made === undefined) throw new Error(`${name} is a sample`)
  return made
}

const simple = sample('simple')

describe('recountUsage', () => {
  it.each(Object.keys(sampleBundles))('counts the usage of %s again, whatever the order of events and however often they come', (name) => {
    expect(recountUsage(sample(name), [...sampleEvents, ...sampleEvents].reverse())).toBeUndefined()
  })

  const other = (id: string, change: Partial<UsageEvent>) => sampleEvents.map((event) => (event.id === id ? { ...event, ...change } : event))
  it.each<[string, readonly UsageEvent[], string]>([
    ['a missing event', sampleEvents.filter(({ id }) => id !== 't3'), 'ratings[0].facts.usage[2].events'],
    ['an event too many', [...sampleEvents, sampleEvent('api.call', 'c9', '2026-10-31T22:59:59.999999Z', {})], 'ratings[0].facts.usage[0].events'],
    ['another quantity', other('t2', { data: { count: '800001', model: 'small' } }), 'ratings[0].facts.usage[3].evidence'],
    ['another revision', [...sampleEvents, ...other('c1', { revision: 1 }).filter(({ id }) => id === 'c1')], 'ratings[0].facts.usage[0].evidence'],
    ['no event at all', [], 'ratings[0].facts.usage[0]'],
  ])('finds %s', (_, events, path) => {
    expect(recountUsage(simple, events)).toMatchObject({ path })
  })

  it('passes over events of another period', () => {
    expect(recountUsage(simple, [...sampleEvents, sampleEvent('api.call', 'next', '2026-10-31T23:00:00.000000Z', {})])).toBeUndefined()
  })

  it('refuses a bundle without what usage is counted by', () => {
    const { metering: _, ...without } = simple
    expect(failureTextOf(() => recountUsage(without, sampleEvents))).toBe('verify.bundle_malformed metering')
    expect(failureTextOf(() => recountUsage({ ...simple, boundaries: [] }, sampleEvents))).toBe('verify.bundle_malformed boundaries')
  })
})

describe('an inclusion proof', () => {
  const { evidence, metering } = simple
  const [candidate] = metering?.candidates ?? []
  const cuts = simple.boundaries[0]?.cuts ?? []
  const { buckets } = aggregateUsage(sampleEvents, { meters: metering?.meters ?? {}, subscriptions: candidate === undefined ? [] : [{ ...candidate, cuts }] })
  const merged = buckets.filter(({ meter, dimensions }) => meter === 'tokens' && dimensions['model'] === 'large')
  const [event, neighbour] = [sampleEvents[1]!, sampleEvents[2]!]
  const prove = (of: UsageEvent) => proveInclusion({
    identity: identityOf(of), events: [{ event, identity: identityOf(event), fingerprint: fingerprintEvent(event) }], window: merged[0]!, merged, rating: 0, index: 2,
  })
  const proof = prove(event)

  it('shows that an event is on a line, to whoever has the event and the evidence', () => {
    expect(merged).toHaveLength(2)
    expect(verifyInclusion(evidence, event, proof)).toEqual({ verdict: 'included', lines: [evidence.invoice.lines[1]?.id] })
  })

  it('shows that an event is not', () => {
    const never: UsageEvent = { ...event, id: 't9' }
    expect(verifyInclusion(evidence, never, prove(never))).toMatchObject({ verdict: 'absent' })
    expect(verifyInclusion(evidence, neighbour, prove(neighbour))).toEqual({ verdict: 'differs', path: 'window' })
  })

  it.each<[string, UsageEvent, Partial<EventInclusion>, string]>([
    ['another event', neighbour, {}, 'identity'],
    ['another content', { ...event, data: { count: '1', model: 'large' } }, {}, 'fingerprint'],
    ['another revision', { ...event, revision: 1 }, {}, 'revision'],
    ['another window', event, { window: { ...proof.window, events: 2 } }, 'event'],
    ['another way', event, { merged: { ...proof.merged, index: 1 } }, 'merged'],
    ['usage of another group', event, { index: 3 }, 'window'],
    ['a window elsewhere in time', event, { window: { ...proof.window, from: proof.window.to } }, 'window'],
    ['a window of another group', event, { window: { ...proof.window, dimensions: { model: 'small' } } }, 'window'],
    ['no usage', event, { index: 9 }, 'index'],
  ])('does not hold for %s', (_, of, change, path) => {
    expect(verifyInclusion(evidence, of, { ...proof, ...change })).toEqual({ verdict: 'differs', path })
  })
})

describe('an inclusion proof of which one thing is another', () => {
  const { evidence, metering } = simple
  const cuts = simple.boundaries[0]?.cuts ?? []
  const subscriptions = (metering?.candidates ?? []).map((candidate) => ({ ...candidate, cuts }))
  const { buckets } = aggregateUsage(sampleEvents, { meters: metering?.meters ?? {}, subscriptions })
  const merged = buckets.filter(({ meter, dimensions }) => meter === 'tokens' && dimensions['model'] === 'large')
  const event = sampleEvents[1]!
  const identity = identityOf(event)
  const proof = checkJson(proveInclusion({ identity, events: [{ event, identity, fingerprint: fingerprintEvent(event) }], window: merged[0]!, merged, rating: 0, index: 2 }), 'proof')

  it('holds for nothing: whatever leaf is changed or gone', () => {
    // Digests do not cover the bounds of the window.
    for (const place of leavesOf(proof).filter(([part, key]) => part !== 'window' || (key !== 'from' && key !== 'to'))) {
      for (const forged of [withOther(proof, place), without(proof, place)]) {
        const { verdict } = verifyInclusion(evidence, event, JSON.parse(JSON.stringify(forged)) as EventInclusion)
        expect({ place, verdict }).toEqual({ place, verdict: 'differs' })
      }
    }
    for (const none of [null, 7, [], {}]) expect(verifyInclusion(evidence, event, none as never).verdict).toBe('differs')
  })
})

describe('checkBundle', () => {
  it('reads a bundle from plain data', () => {
    expect(checkBundle(JSON.parse(JSON.stringify(simple)))).toEqual(simple)
  })

  const { evidence } = simple
  it.each<[string, unknown, string]>([
    ['a list', [], 'bundle'],
    ['another version', { ...simple, format: 'evidence-bundle/2' }, 'bundle.format'],
    ['evidence of another version', { ...simple, evidence: { ...evidence, format: 'invoice-evidence/2' } }, 'bundle.evidence.format'],
    ['no evidence', { ...simple, evidence: undefined }, 'bundle.evidence'],
    ['an invoice without lines', { ...simple, evidence: { ...evidence, invoice: {} } }, 'bundle.evidence.invoice.lines'],
    ['a rating that is no record', { ...simple, evidence: { ...evidence, ratings: ['x'] } }, 'bundle.evidence.ratings[0]'],
    ['a rating without usage', { ...simple, evidence: { ...evidence, ratings: [{ ...evidence.ratings[0], facts: {} }] } }, 'bundle.evidence.ratings[0].facts.usage'],
    ['stages that are no list', { ...simple, stages: {} }, 'bundle.stages'],
    ['no seal', { ...simple, seal: null }, 'bundle.seal'],
    ['meters that are no record', { ...simple, metering: { meters: [], candidates: [] } }, 'bundle.metering.meters'],
  ])('refuses %s by its place', (_, value, field) => {
    expect(failureTextOf(() => checkBundle(value))).toBe(`verify.bundle_malformed ${field}`)
  })
})
