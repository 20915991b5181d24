import { checkJson } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leavesOf, swapped, swapsOf, without, withOther, type JsonPlace } from '../test/change-json.js'
import type { CorrectionBundle } from './correction-bundle.js'
import correctionsAllTerms from './golden/corrections-all-terms.json' with { type: 'json' }
import correctionsSimple from './golden/corrections-simple.json' with { type: 'json' }
import { verifyCorrections } from './verify-corrections.js'

const bundles = { simple: checkJson(correctionsSimple, 'simple'), allTerms: checkJson(correctionsAllTerms, 'allTerms') }
const changes = { changed: withOther, gone: without, swapped }

interface Change {
  readonly of: keyof typeof bundles
  readonly kind: keyof typeof changes
  readonly place: JsonPlace
}

/** Those of the bundle of the invoice, which are proved by itself, left out. */
function changesOf(of: keyof typeof bundles): readonly Change[] {
  const isOwn = ([key]: JsonPlace) => key !== 'invoice'
  const leaves = leavesOf(bundles[of]).filter(isOwn).flatMap((place) => [{ of, kind: 'changed' as const, place }, { of, kind: 'gone' as const, place }])
  return [...leaves, ...swapsOf(bundles[of]).filter(isOwn).map((place) => ({ of, kind: 'swapped' as const, place }))]
}

function assertFound(change: Change): void {
  const verdict = verifyCorrections(JSON.parse(JSON.stringify(changes[change.kind](bundles[change.of], change.place))) as CorrectionBundle)
  expect({ ...change, verdict: verdict.verdict }).toEqual({ ...change, verdict: 'differs' })
  expect(verdict).toHaveProperty('path')
}

describe('a bundle of corrections of which one thing is another', () => {
  const places = [...changesOf('simple'), ...changesOf('allTerms')]

  /** 150 runs: each rates an invoice and up to two corrections twice. */
  it('is found, whatever leaf of a correction, its document or its evidence is changed or gone, and whatever changed places', () => {
    expect(places.length).toBeGreaterThan(3_000)
    fc.assert(fc.property(fc.constantFrom(...places), (change) => {
      assertFound(change)
    }), { numRuns: 150 })
  })
})
