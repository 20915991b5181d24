import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryInstant } from '../testing/arbitrary-events.js'
import type { Instant } from '../time/time-type.js'
import { cutWindows } from './cut-windows.js'
import { windowsOf } from './windows-of.js'

const at = (time: string): Instant => `2026-10-14T${time}:00.000000Z`
const week = { from: '2026-10-22T00:00:00.000000Z', to: '2026-10-29T00:00:00.000000Z' }

describe('cutWindows', () => {
  test('cuts at what lies inside, once, and leaves the rest', () => {
    const hours = windowsOf('hour', { from: at('09:00'), to: at('12:00') }, 'UTC')
    const cuts = [at('08:00'), at('09:00'), at('10:20'), at('10:20'), at('10:40'), at('11:00'), at('12:00')]
    expect(cutWindows(hours, cuts).map(({ from, to }) => `${from.slice(11, 16)} ${to.slice(11, 16)}`)).toEqual([
      '09:00 10:00', '10:00 10:20', '10:20 10:40', '10:40 11:00', '11:00 12:00',
    ])
    expect(cutWindows(hours, [])).toEqual(hours)
    expect(cutWindows([], cuts)).toEqual([])
  })

  test('I-TILE: the pieces tile what the windows tiled, and none crosses a cut', () => {
    const cuts = fc.array(arbitraryInstant(), { maxLength: 8 }).map((list) => list.toSorted())
    const tilings = (['hour', 'day', 'P2D', 'PT7H'] as const).flatMap((unit) => ['UTC', 'Australia/Lord_Howe'].map((zone) => windowsOf(unit, week, zone)))
    fc.assert(fc.property(cuts, fc.constantFrom(...tilings), (list, windows) => {
      const pieces = cutWindows(windows, list)
      expect([pieces[0]?.from, pieces.at(-1)?.to]).toEqual([week.from, week.to])
      for (const [index, { from, to }] of pieces.entries()) {
        expect(from < to).toBe(true)
        expect(index === 0 || pieces[index - 1]?.to === from).toBe(true)
        expect(list.some((cut) => from < cut && cut < to)).toBe(false)
      }
      const starts = new Set([...windows.map(({ from }) => from), ...list.filter((cut) => week.from <= cut && cut < week.to)])
      expect(pieces.map(({ from }) => from)).toEqual([...starts].sort())
    }), { numRuns: 1_000 })
  })
})
