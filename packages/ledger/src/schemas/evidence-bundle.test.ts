import { describe, expect, it } from 'vitest'
import { sampleBundles } from '../test/sample-bundles.js'
import { evidenceBundleSchema } from './evidence-bundle.js'

describe('the schema of evidence bundles', () => {
  it.each(Object.keys(sampleBundles))('takes %s, and gives it back unchanged', (name) => {
    const bundle = sampleBundles[name]?.()
    expect(evidenceBundleSchema.parse(bundle)).toEqual(bundle)
  })

  const bundle = sampleBundles['simple']?.()
  it.each<[string, object]>([
    ['another format', { format: 'evidence-bundle/2' }],
    ['a field too many', { note: 'x' }],
    ['a stage without its hash', { stages: [{ use: 'flat@1' }] }],
    ['a cut that is no instant', { boundaries: [{ subscription: 'acme-1', cuts: ['2026-10-01'] }] }],
    ['a meter that is none', { metering: { meters: { tokens: {} }, candidates: [] } }],
    ['no seal', { seal: undefined }],
  ])('refuses %s', (_, change) => {
    expect(evidenceBundleSchema.safeParse({ ...bundle, ...change }).success).toBe(false)
  })
})
