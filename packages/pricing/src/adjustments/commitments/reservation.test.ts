import { describe, expect, it } from 'vitest'
import { amountsOf, december, firstHalf, january, november, runStage, secondHalf } from '../test/run-stage.js'
import { checkReservation, reservationStateAt } from './reservation.js'
import { reservedFee } from './reserved-fee.js'

const gpu = { id: 'r1', meter: 'gpu', quantity: '720', unit: '0.8', from: secondHalf.from, to: january.from } as const

describe('reserved-fee', () => {
  it('is due whether capacity is used or not, for the time in which it holds: half of November, all of December', () => {
    const due = [november, december, january].map((period) => amountsOf(runStage(reservedFee, [], { config: gpu, context: { period, billed: period } })))
    expect(due).toEqual([[['x', '288']], [['x', '576']], []])
  })

  it('is in advance, with its units', () => {
    expect(runStage(reservedFee, [], { config: { ...gpu, label: 'GPU hours, reserved' } }).drafts).toMatchObject([
      { label: 'GPU hours, reserved', billing: 'advance', quantity: '360', trail: [{ quantity: '360', unit: '0.8', amount: '288' }] },
    ])
  })

  it('is that of what is billed', () => {
    expect(amountsOf(runStage(reservedFee, [], { config: { ...gpu, from: november.from }, context: { billed: firstHalf } }))).toEqual([['x', '288']])
  })
})

describe('a reservation', () => {
  it.each([
    [firstHalf.from, 'pending'],
    [secondHalf.from, 'active'],
    ['2026-12-31T23:59:59.999999Z', 'active'],
    [january.from, 'ended'],
  ])('at %s is %s', (at, state) => {
    expect(reservationStateAt(gpu, at)).toBe(state)
  })

  it('without an end does not end', () => {
    expect(reservationStateAt({ from: november.from }, january.to)).toBe('active')
  })

  it.each([
    [{ to: gpu.from }, 'commitment.invalid', 'to'],
    [{ quantity: '0' }, 'price.invalid', 'quantity'],
    [{ unit: '-1' }, 'price.invalid', 'unit'],
    [{ meter: '' }, 'text.empty', 'meter'],
    [{ amount: '1' }, 'catalog.malformed', 'amount'],
  ] as const)('with %o is refused', (others, code, field) => {
    expect(() => checkReservation({ ...gpu, ...others })).toThrow(expect.objectContaining({ code, field }))
  })
})
