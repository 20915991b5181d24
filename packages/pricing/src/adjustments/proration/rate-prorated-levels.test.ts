import { add, addAll } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { GraduatedPrice } from '../../models/graduated.js'
import { rateProratedLevels } from './rate-prorated-levels.js'

/** 10 a seat up to five, then 6; a tier costs 100 and 40 once entered. */
const seats: GraduatedPrice = { model: 'graduated', tiers: [{ upTo: '5', unit: '10', flat: '100' }, { unit: '6', flat: '40' }] }
const day = (date: number) => `2026-04-${String(date).padStart(2, '0')}T00:00:00.000000Z`
const april = { period: { from: day(1), to: '2026-05-01T00:00:00.000000Z' }, basis: { by: 'day', zone: 'UTC' } } as const

describe('rateProratedLevels', () => {
  it.each([
    ['seats held all month', '7', [], '202'],
    ['no seats', '0', [], '0'],
    ['three more for the second half', '4', [{ at: day(16), delta: '3' }], '191'],
    ['two gone for the second half', '7', [{ at: day(16), delta: '-2' }], '196'],
    ['two gone and back on one day', '7', [{ at: day(16), delta: '-2' }, { at: day(16), delta: '2' }], '202'],
    ['a tier that was left again costs its fee', '5', [{ at: day(11), delta: '1' }, { at: day(16), delta: '-1' }], '191'],
  ] as const)('%s', (_, opening, changes, amount) => {
    expect(rateProratedLevels(seats, { ...april, opening, changes }).amount).toBe(amount)
  })

  it('has parts that sum to the time-weighted units and the amount', () => {
    const { amount, parts } = rateProratedLevels(seats, { ...april, opening: '4', changes: [{ at: day(16), delta: '3' }] })
    expect(parts.map(({ label, quantity, flat }) => [label, quantity, flat])).toEqual([
      ['Tier 1', '4', '0'],
      ['Tier 1', '0.5', '0'],
      ['Tier 2', '1', '0'],
      ['Tier 1', '0', '100'],
      ['Tier 2', '0', '40'],
    ])
    expect(addAll(parts.map((part) => part.quantity))).toBe(add('4', '1.5'))
    expect(addAll(parts.map((part) => part.amount))).toBe(amount)
  })

  it('refuses a level below 0', () => {
    const below = { ...april, opening: '1', changes: [{ at: day(2), delta: '-2' }] } as const
    expect(() => rateProratedLevels(seats, below)).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })
})
