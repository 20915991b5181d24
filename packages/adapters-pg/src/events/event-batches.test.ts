import { describe, expect, it } from 'vitest'
import { incoming } from '../../test-server/sample-events.js'
import { eventBatches } from './event-batches.js'

const sample = incoming('e')

describe('eventBatches', () => {
  it('begins with a small piece, because the server has nothing to do until it is written', () => {
    const events = Array.from({ length: 12_000 }, () => sample)
    const pieces = [...eventBatches(events)]
    expect(pieces.map((piece) => piece.events.length)).toEqual([1_000, 5_000, 5_000, 1_000])
  })

  it('cuts off where a statement would grow beyond four million characters, and sends what is larger by itself', () => {
    const events = [9, 3_000_000, 2_000_000, 5_000_000, 9].map((length) => ({ ...sample, event: { ...sample.event, data: { text: 'x'.repeat(length) } } }))
    expect([...eventBatches(events)].map((piece) => piece.events.length)).toEqual([3, 1, 1])
  })

  it('has bodies in the order of their times, and of equal ones in the order of their keys', () => {
    const hours = [12, 9, 12, 0, 9]
    const [piece] = eventBatches(hours.map((hour, index) => incoming(`e${index}`, { time: `2026-10-14T${String(hour).padStart(2, '0')}:00:00.000000Z` })))
    expect(piece?.bodyOrder).toEqual([3, 1, 4, 0, 2])
  })
})
