import { describe, expect, it } from 'vitest'
import { sampleBundles } from '../../test/sample-bundles.js'
import { sampleCorrections } from '../../test/sample-corrections.js'
import { checkBundle } from '../check-bundle.js'
import { checkCorrectionBundle } from '../check-correction-bundle.js'
import { verifyBundle } from '../verify-bundle.js'
import { verifyCorrections } from '../verify-corrections.js'
import allTerms from './all-terms.json' with { type: 'json' }
import correctionsAllTerms from './corrections-all-terms.json' with { type: 'json' }
import correctionsSimple from './corrections-simple.json' with { type: 'json' }
import simple from './simple.json' with { type: 'json' }
import stages from './stages.json' with { type: 'json' }

const kept: { readonly [name: string]: unknown } = { simple, 'all-terms': allTerms, stages }
const keptCorrections: { readonly [name: string]: unknown } = { 'corrections-all-terms': correctionsAllTerms, 'corrections-simple': correctionsSimple }

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

describe('golden bundles of corrections', () => {
  it.each<[name: string, grosses: readonly string[]]>([
    ['corrections-all-terms', ['2.42', '-8.74', '-2.36', '-52.01']],
    ['corrections-simple', ['2.25']],
  ])('%s, %j', (name, grosses) => {
    const bundle = checkCorrectionBundle(keptCorrections[name])
    expect(bundle.corrections.map(({ correction }) => correction.totals.gross)).toEqual(grosses)
    expect(verifyCorrections(bundle)).toEqual({ verdict: 'verified' })
  })

  it.each(Object.keys(keptCorrections))('%s is still made so', (name) => {
    expect(sampleCorrections[name]?.()).toEqual(keptCorrections[name])
  })
})
