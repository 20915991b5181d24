import { sum } from '@farthing/core'
import { builtInStages, defineStage, flat, plan, publishPlan, stageTable } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { sampleBundle, sampleBundles, sampleEvents } from '../test/sample-bundles.js'
import { bundleEvidence } from './bundle-evidence.js'
import type { EvidenceBundle } from './evidence-bundle.js'
import { missingModules } from './missing-modules.js'
import { sealOf } from './seal-parts.js'
import { verifyBundle } from './verify-bundle.js'

function sample(name: string): EvidenceBundle {
  const made = sampleBundles[name]?.()
  if (made === undefined) throw new Error(`${name} is a sample`)
  return made
}

const simple = sample('simple')
const staged = sample('stages')
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const resealed = ({ seal: _, ...content }: EvidenceBundle): EvidenceBundle => ({ ...content, seal: sealOf(content) })

describe('a bundle', () => {
  it('names what ran, in which version, and what was handed on', () => {
    expect(simple.stages.map(({ use }) => use)).toEqual(['flat@1', 'usage-tiers@1'])
    expect(staged.stages.map(({ use }) => use)).toEqual([
      'bucket-overage@1', 'cap-total@1', 'category-coupons@1', 'flat@1', 'freemium@1', 'minimum-commitment@1', 'per-unit@1', 'percent-discount@1', 'usage-tiers@1',
    ])
    expect(staged.aggregations).toEqual(['count', 'latest', 'sum'])
    expect(staged.handedOn).toHaveLength(2)
    expect(staged.handedOn[0]).toEqual(staged.evidence.ratings[1]?.carryIn)
  })

  it('is the same bytes for the same source', () => {
    expect(bundleEvidence(staged)).toEqual(staged)
    expect(JSON.stringify(sample('stages'))).toBe(JSON.stringify(staged))
  })
})

describe('verifyBundle', () => {
  it.each(Object.keys(sampleBundles))('verifies %s, also after a round trip through JSON', (name) => {
    expect(verifyBundle(copyOf(sample(name)))).toEqual({ verdict: 'verified' })
  })

  it('names the first figure that differs, and the part that was changed', () => {
    const forged = copyOf(simple)
    Reflect.set(forged.evidence.invoice.totals, 'payable', '49')
    expect(verifyBundle(forged)).toEqual({ verdict: 'differs', path: 'totals.payable', expected: '50', actual: '49', unsealed: ['invoice'] })
  })

  it('shows changed usage where its figures part, and which rating was changed', () => {
    const forged = copyOf(simple)
    const bucket = forged.evidence.ratings[0]?.facts.usage.find(({ meter }) => meter === 'tokens')
    Reflect.set(bucket ?? {}, 'state', '5000000')
    expect(verifyBundle(forged)).toMatchObject({ verdict: 'differs', path: 'lines[1].amount', unsealed: ['ratings[0]'] })
  })

  const others: readonly (readonly [string, object, string])[] = [
    ['another version', { format: 'evidence-bundle/2' }, 'format'],
    ['a stage too few', { stages: simple.stages.slice(1) }, 'stages[0].hash'],
    ['a stage of another make', { stages: simple.stages.map((stage) => ({ ...stage, hash: 'f'.repeat(64) })) }, 'stages[0].hash'],
    ['an aggregation too few', { aggregations: ['count', 'sum'] }, 'aggregations[1]'],
    ['something else handed on', { handedOn: [{ calls: {} }] }, 'handedOn[0].calls'],
    ['another boundary', { boundaries: [] }, 'boundaries'],
    ['meters that were exchanged', { metering: { meters: { tokens: sum({ event: 'other', value: 'count' }) }, candidates: [] } }, 'metering'],
    ['something beside its parts', { note: 'x' }, 'note'],
    ['another seal', { seal: { ...simple.seal, hash: 'f'.repeat(64) } }, 'seal.hash'],
    ['a seal without parts', { seal: { hash: simple.seal.hash } }, 'seal'],
  ]

  it.each(others)('finds %s', (_, change, path) => {
    expect(verifyBundle({ ...simple, ...change })).toMatchObject({ verdict: 'differs', path })
  })

  it('finds carry that one segment did not hand to the next, though all was sealed again', () => {
    const forged = copyOf(staged)
    const [, second] = forged.evidence.ratings
    Reflect.set(second ?? {}, 'carryIn', {})
    expect(verifyBundle(resealed(forged))).toMatchObject({ verdict: 'differs', unsealed: [] })
  })

  it('finds evidence that was exchanged and sealed again: the document names another', () => {
    const forged = copyOf(simple)
    const [bucket] = forged.evidence.ratings[0]?.facts.usage ?? []
    Reflect.set(bucket ?? {}, 'evidence', '0'.repeat(64))
    expect(verifyBundle(resealed(forged))).toMatchObject({ verdict: 'differs', path: 'evidenceHash', unsealed: [] })
  })

  it('says by its place what cannot be read at all', () => {
    const forged = copyOf(simple)
    Reflect.deleteProperty(forged.evidence.ratings[0]?.contract ?? {}, 'subscription')
    expect(verifyBundle(forged)).toMatchObject({ verdict: 'differs', path: 'ratings[0]', unsealed: ['ratings[0]'] })
  })
})

describe('a bundle of a third party', () => {
  const surge = defineStage({
    manifest: { name: 'surge', version: 1, kind: 'amount', scope: 'charge', step: 'discount', facts: [], limits: { charges: 1, effects: 1 } },
    check: () => ({}),
    run: ({ charges }) => ({ effects: charges.map(({ key }) => ({ kind: 'adjust', charge: key, amount: '1', label: 'Surge' })) }),
  })
  const stages = { ...builtInStages, ...stageTable([surge]) }
  const program = { stages: [{ id: 'surge', use: 'surge@1', rules: [{ id: 'surge', config: {} }] }] }
  const version = publishPlan('own', { currency: 'EUR', every: { unit: 'month', count: 1 }, components: plan({ currency: 'EUR', every: 'month' }, { base: flat('49') }).components, program }, undefined, stages)
  const bundle = sampleBundle({ plan: version, events: sampleEvents, stages })

  it('is verified where its stage is at hand', () => {
    expect(bundle.evidence.invoice.totals.payable).toBe('50')
    expect(verifyBundle(bundle, { stages })).toEqual({ verdict: 'verified' })
  })

  it('is unverifiable without it, and with another one of its name', () => {
    const hash = bundle.stages.find(({ use }) => use === 'surge@1')?.hash
    expect(verifyBundle(bundle)).toEqual({ verdict: 'unverifiable', missing: [{ kind: 'stage', name: 'surge@1', hash }] })
    const other = { ...surge, manifest: { ...surge.manifest, limits: { charges: 2, effects: 2 } } }
    const missing = missingModules(bundle, { stages: { ...builtInStages, 'surge@1': other } })
    expect(missing).toMatchObject([{ kind: 'stage', name: 'surge@1', hash, found: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }])
    expect(missingModules(bundle, { stages })).toEqual([])
  })

  it('names an aggregation that is missing', () => {
    expect(verifyBundle(simple, { aggregations: {} })).toEqual({ verdict: 'unverifiable', missing: ['count', 'latest', 'sum'].map((name) => ({ kind: 'aggregation', name })) })
  })

  it('differs without its stage too, where its hashes do', () => {
    const forged = copyOf(bundle)
    Reflect.set(forged.evidence.invoice.totals, 'payable', '49')
    expect(verifyBundle(resealed(forged))).toMatchObject({ verdict: 'differs', path: 'documentHash' })
    expect(verifyBundle({ ...bundle, stages: [{ use: 'gone@1', hash: 'f'.repeat(64) }] }, { stages })).toMatchObject({ verdict: 'differs' })
  })
})
