import { checkJson, type Json } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leavesOf, swapped, swapsOf, without, withOther, type JsonPlace } from '../test/change-json.js'
import type { EvidenceBundle } from './evidence-bundle.js'
import allTerms from './golden/all-terms.json' with { type: 'json' }
import simple from './golden/simple.json' with { type: 'json' }
import stages from './golden/stages.json' with { type: 'json' }
import { verifyBundle } from './verify-bundle.js'

const bundles = { simple: checkJson(simple, 'simple'), allTerms: checkJson(allTerms, 'allTerms'), stages: checkJson(stages, 'stages') }
const changes = { changed: withOther, gone: without, swapped }

interface Change {
  readonly of: keyof typeof bundles
  readonly kind: keyof typeof changes
  readonly place: JsonPlace
}

function verdictOn({ of, kind, place }: Change) {
  return verifyBundle(bundleIn(changes[kind](bundles[of], place)))
}

/** What a file holds, whatever that is. */
function bundleIn(bundle: Json): EvidenceBundle {
  return JSON.parse(JSON.stringify(bundle)) as EvidenceBundle
}

function changesOf(of: keyof typeof bundles): readonly Change[] {
  const leaves = leavesOf(bundles[of]).flatMap((place) => [{ of, kind: 'changed' as const, place }, { of, kind: 'gone' as const, place }])
  return [...leaves, ...swapsOf(bundles[of]).map((place) => ({ of, kind: 'swapped' as const, place }))]
}

describe('a bundle of which one thing is another', () => {
  it('is found, for every single leaf that is changed or gone and every pair that changed places', () => {
    const all = changesOf('simple')
    expect(all.length).toBeGreaterThan(400)
    for (const change of all) expect({ ...change, verdict: verdictOn(change).verdict }).toEqual({ ...change, verdict: 'differs' })
  })

  const assertFound = (change: Change) => {
    const verdict = verdictOn(change)
    expect({ ...change, verdict: verdict.verdict }).toEqual({ ...change, verdict: 'differs' })
    expect(verdict).toHaveProperty('path')
  }

  it('is found with every term on it, whatever leaf or line it is', () => {
    fc.assert(fc.property(fc.constantFrom(...changesOf('allTerms')), (change) => {
      assertFound(change)
    }), { numRuns: 1000 })
  })

  /** 300 runs: each rates two segments twice. */
  it('is found with stages and a change of plan, whatever leaf, line or segment it is', () => {
    fc.assert(fc.property(fc.constantFrom(...changesOf('stages')), (change) => {
      assertFound(change)
    }), { numRuns: 300 })
  })
})
