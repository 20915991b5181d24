import type { IncomingEvent } from '@farthing/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incoming } from '../../test-server/sample-events.js'
import { placesInKeyOrder } from './places-in-key-order.js'

const sample = incoming('r1')
const versionOf = (identity: string, revision: number): IncomingEvent => ({ ...sample, identity, event: { ...sample.event, revision } })
/** Keys of few digits, so that many begin alike and some are equal. */
const keys = fc.stringMatching(/^[0-9a-f]{9}$/).map((digits) => `${digits.slice(0, 1).repeat(7)}${digits.slice(7)}`.padEnd(64, '0'))

describe('placesInKeyOrder', () => {
  it('is the order of identities by their digits, then of revisions, then of the batch', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.nat(2)), { maxLength: 40 }), (versions) => {
        const batch = versions.map(([identity, revision]) => versionOf(identity, revision))
        const keyOf = (place: number): string => `${batch[place]?.identity ?? ''}/${batch[place]?.event.revision ?? ''}/${String(place).padStart(4, '0')}`
        const expected = batch.map((_, place) => keyOf(place)).sort()
        expect(placesInKeyOrder(batch).map(keyOf)).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  it('has every place once also where an identity is not of digits', () => {
    const batch = ['zz', 'ab', '', 'zz'].map((identity) => versionOf(identity, 0))
    expect(placesInKeyOrder(batch)).toEqual([2, 1, 0, 3])
  })
})
