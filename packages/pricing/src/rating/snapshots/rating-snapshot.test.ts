import { describe, expect, it } from 'vitest'
import { changed, day, versions } from '../../catalog/test/november.js'
import { rateSegments } from '../segments/rate-segments.js'
import { inputOf, used } from '../segments/test/rate-november.js'
import { ratingSnapshot, snapshotHashOf, type RatingSnapshot } from './rating-snapshot.js'
import { repeatRating } from './repeat-rating.js'

const upgraded = inputOf(changed({ kind: 'plan', at: day(16), plan: 'team', planVersion: versions.team.version }), [used('calls', '1500', 3)])
const rated = rateSegments(upgraded)
const snapshot = ratingSnapshot(rated)
const copy = () => JSON.parse(JSON.stringify(snapshot)) as RatingSnapshot

/** With the hash of what it holds now. */
function resigned(changes: Partial<RatingSnapshot>): RatingSnapshot {
  const changedSnapshot = { ...copy(), ...changes }
  return { ...changedSnapshot, hash: snapshotHashOf(changedSnapshot) }
}

describe('a rating snapshot', () => {
  it('is plain data from which the run is repeated, byte for byte', () => {
    expect(repeatRating(copy())).toStrictEqual({ charges: rated.charges, carryOut: rated.carryOut })
  })

  it('has one hash for one run, and another for another', () => {
    expect(ratingSnapshot(rateSegments(upgraded)).hash).toBe(snapshot.hash)
    expect(ratingSnapshot(rateSegments({ ...upgraded, facts: { usage: [used('calls', '1501', 3)] } })).hash).not.toBe(snapshot.hash)
  })

  const [first, ...others] = snapshot.outcomes
  it.each<[string, RatingSnapshot, string]>([
    ['was changed', { ...copy(), carryOut: { calls: {} } }, 'hash'],
    ['has another amount', resigned({ outcomes: [{ ...first!, content: 'f'.repeat(64) }, ...others] }), 'outcomes[0]'],
    ['lacks a charge', resigned({ outcomes: others.slice(0, -1) }), 'outcomes[0]'],
    ['has a charge too many', resigned({ outcomes: [...snapshot.outcomes, first!] }), `outcomes[${snapshot.outcomes.length}]`],
    ['hands on something else', resigned({ carryOut: { calls: {} } }), 'carryOut'],
  ])('that %s is refused', (_, wrong, field) => {
    expect(() => repeatRating(wrong)).toThrow(expect.objectContaining({ code: 'rating.snapshot_differs', field }))
  })
})
