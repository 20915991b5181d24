import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryInstant } from '../testing/arbitrary-events.js'
import type { Instant } from '../time/time-type.js'
import { bucketAt, bucketEnd, bucketStart, isOnGrid } from './bucket.js'

const day = '2026-10-25T'
const at = (time: string): Instant => `${day}${time}Z`

describe('bucketStart and bucketEnd', () => {
  test.each([
    ['00:00:00.000000', '00:00:00.000000', '00:15:00.000000'],
    ['00:14:59.999999', '00:00:00.000000', '00:15:00.000000'],
    ['00:15:00.000000', '00:15:00.000000', '00:30:00.000000'],
    ['12:31:07.000001', '12:30:00.000000', '12:45:00.000000'],
    ['12:59:59.999999', '12:45:00.000000', '13:00:00.000000'],
  ])('%s lies from %s to %s', (time, from, to) => {
    expect([bucketStart(at(time)), bucketEnd(at(time))]).toEqual([at(from), at(to)])
  })

  test('a meter may ask for minutes', () => {
    expect([bucketStart(at('12:31:07.000001'), 'minute'), bucketEnd(at('12:31:07.000001'), 'minute')]).toEqual([at('12:31:00.000000'), at('12:32:00.000000')])
    expect(bucketAt(at('12:31:07.000000'), [at('12:31:07.000000')], 'minute')).toEqual({ from: at('12:31:07.000000'), to: at('12:32:00.000000') })
  })

  test('the last bucket of a year ends in the next', () => {
    expect(bucketEnd('2026-12-31T23:59:59.999999Z')).toBe('2027-01-01T00:00:00.000000Z')
  })

  test('the last quarter hour of year 9999 is outside the grid', () => {
    expect(isOnGrid('9999-12-31T23:44:59.999999Z')).toBe(true)
    expect(bucketEnd('9999-12-31T23:44:59.999999Z')).toBe('9999-12-31T23:45:00.000000Z')
    expect(isOnGrid('9999-12-31T23:45:00.000000Z')).toBe(false)
    expect(() => bucketEnd('9999-12-31T23:45:00.000000Z')).toThrow(/after the year 9999/)
  })
})

describe('bucketAt', () => {
  test('cuts a bucket at boundaries inside it', () => {
    const cuts = [at('09:00:00.000000'), at('09:05:00.000000'), at('09:10:00.000001'), at('09:15:00.000000'), at('11:07:00.000000')]
    expect(bucketAt(at('09:00:00.000000'), cuts)).toEqual({ from: at('09:00:00.000000'), to: at('09:05:00.000000') })
    expect(bucketAt(at('09:05:00.000000'), cuts)).toEqual({ from: at('09:05:00.000000'), to: at('09:10:00.000001') })
    expect(bucketAt(at('09:10:00.000000'), cuts)).toEqual({ from: at('09:05:00.000000'), to: at('09:10:00.000001') })
    expect(bucketAt(at('09:10:00.000001'), cuts)).toEqual({ from: at('09:10:00.000001'), to: at('09:15:00.000000') })
    expect(bucketAt(at('09:15:00.000000'), cuts)).toEqual({ from: at('09:15:00.000000'), to: at('09:30:00.000000') })
    expect(bucketAt(at('11:14:59.999999'), cuts)).toEqual({ from: at('11:07:00.000000'), to: at('11:15:00.000000') })
    expect(bucketAt(at('12:00:00.000000'), cuts)).toEqual({ from: at('12:00:00.000000'), to: at('12:15:00.000000') })
  })

  test('I-ONEWINDOW: every instant lies in exactly one piece, and all instants of a piece agree on it', () => {
    const cuts = fc.array(arbitraryInstant(), { maxLength: 6 }).map((list) => list.toSorted())
    fc.assert(fc.property(arbitraryInstant(), arbitraryInstant(), cuts, fc.constantFrom('quarter_hour' as const, 'minute' as const), (a, b, list, grid) => {
      const [pieceA, pieceB] = [bucketAt(a, list, grid), bucketAt(b, list, grid)]
      expect(pieceA.from <= a && a < pieceA.to).toBe(true)
      expect(bucketStart(a, grid) <= pieceA.from && pieceA.to <= bucketEnd(a, grid)).toBe(true)
      expect(list.some((cut) => pieceA.from < cut && cut < pieceA.to)).toBe(false)
      expect(bucketAt(pieceA.from, list, grid)).toEqual(pieceA)
      const shared = pieceA.from < pieceB.to && pieceB.from < pieceA.to
      expect(shared).toBe(pieceA.from === pieceB.from && pieceA.to === pieceB.to)
    }), { numRuns: 2_000 })
  })
})
