import { describe, expect, it } from 'vitest'
import { sampleBundles } from '../../test/sample-bundles.js'
import { checkBundle } from '../check-bundle.js'
import { verifyBundle } from '../verify-bundle.js'
import allTerms from './all-terms.json' with { type: 'json' }
import simple from './simple.json' with { type: 'json' }
import stages from './stages.json' with { type: 'json' }

const kept: { readonly [name: string]: unknown } = { simple, 'all-terms': allTerms, stages }

/** Bytes that were issued and must verify for ever: never made anew. What changes a figure takes a new version of its stage or its format, and a new file here. */
describe('golden bundles', () => {
  it.each<[name: string, payable: string]>([
    ['simple', '50'],
    ['all-terms', '40.7'],
    ['stages', '146.99'],
  ])('%s, %s to pay', (name, payable) => {
    const bundle = checkBundle(kept[name])
    expect(bundle.evidence.invoice.totals.payable).toBe(payable)
    expect(verifyBundle(bundle)).toEqual({ verdict: 'verified' })
  })

  it.each(Object.keys(kept))('%s is still made so', (name) => {
    expect(sampleBundles[name]?.()).toEqual(kept[name])
  })
})
