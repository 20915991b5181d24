import type { Exact, RoundingPolicy } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assembleInvoice } from './assemble-invoice.js'

const { invoice } = sampleEvidence()
const perLine: RoundingPolicy = { mode: 'half-even', scope: 'perLine' }

function charge(key: string, amount: Exact, more: Partial<Charge> = {}): Charge {
  return {
    chargeKey: key, ratingKey: key, side: 'retail', subscription: 'acme', plan: 'pro', planVersion: 'v1', component: key, dimensions: {}, billing: 'arrears',
    model: 'flat@1', from: invoice.from, to: invoice.to, quantity: '1', amount, currency: 'EUR', stages: [], usageDigest: key,
    trail: [{ label: key, quantity: '1', counted: amount, unit: '1', flat: '0', amount }], ...more,
  }
}

const draft = (charges: readonly Charge[], rounding = perLine) => assembleInvoice({ ...invoice, currency: 'EUR', rounding, charges })
const shown = (charges: readonly Charge[], rounding = perLine) => draft(charges, rounding).lines.map(({ component, amount }) => [component, amount])

describe('a minimum', () => {
  // Three thirds of 10 round to 3.33 each; rounding 20 − 10 would leave a cent that nobody sees.
  const thirds = [charge('a', '10/3'), charge('b', '10/3'), charge('c', '10/3')]
  const minimum = charge('minimum', '10', { target: { amount: '20', of: ['a', 'b', 'c'] } })

  it('is what the rounded lines lack', () => {
    expect(shown([...thirds, minimum])).toEqual([['a', '3.33'], ['b', '3.33'], ['c', '3.33'], ['minimum', '10.01']])
    expect(draft([...thirds, minimum]).totals.net).toBe('20')
  })

  it('is a share like every other where the total is rounded', () => {
    expect(draft([...thirds, minimum], { mode: 'half-even', scope: 'perTotal' }).totals.net).toBe('20')
  })

  it('counts a cap that stands before it', () => {
    const cap = charge('cap', '-2', { target: { amount: '8', of: ['a', 'b', 'c'] } })
    const after = charge('minimum', '12', { target: { amount: '20', of: ['a', 'b', 'c', 'cap'] } })
    expect(shown([after, cap, ...thirds])).toEqual([['a', '3.33'], ['b', '3.33'], ['c', '3.33'], ['cap', '-1.99'], ['minimum', '12']])
  })

  it.each<readonly [string, NonNullable<Charge['target']>, string]>([
    ['for a charge that is elsewhere', { amount: '20', of: ['a', 'b', 'd'] }, 'charges[3].target.of[2]'],
    ['for itself', { amount: '20', of: ['a', 'b', 'minimum'] }, 'charges[3].target.amount'],
    ['that its amount does not reach', { amount: '21', of: ['a', 'b', 'c'] }, 'charges[3].target.amount'],
  ])('is refused %s', (_, target, field) => {
    expect(() => draft([...thirds, { ...minimum, target }])).toThrow(expect.objectContaining({ code: 'invoice.invalid', field }))
  })

  it('is refused where two are for each other', () => {
    const one = charge('one', '5', { target: { amount: '10', of: ['two'] } })
    const two = charge('two', '5', { target: { amount: '10', of: ['one'] } })
    expect(() => draft([one, two])).toThrow(expect.objectContaining({ code: 'invoice.invalid', field: 'charges[0].target.of' }))
  })

  it('is refused with more than one step', () => {
    const [step] = minimum.trail
    const halves = step === undefined ? [] : [{ ...step, counted: '5' as const, amount: '5' as const }]
    expect(() => draft([...thirds, { ...minimum, trail: [...halves, ...halves] }])).toThrow(expect.objectContaining({ field: 'charges[3].target' }))
  })
})

describe('a discount', () => {
  const discounted = charge('a', '20/3', { adjustments: [{ stage: 'discounts', rule: 'launch', label: 'Launch', amount: '-10/3' }], trail: charge('a', '10').trail })

  it('is shown on its line, and sums with the price to it', () => {
    const [line] = draft([discounted]).lines
    expect(line).toMatchObject({
      exact: '20/3', amount: '6.67', calculation: '10.00 − 10/3', details: [{ amount: '10' }],
      adjustments: [{ description: 'Launch', stage: 'discounts', rule: 'launch', exact: '-10/3', amount: '-3.33' }],
    })
  })

  it('is refused where it does not add up', () => {
    expect(() => draft([{ ...discounted, amount: '10' }])).toThrow(expect.objectContaining({ code: 'invoice.invalid', field: 'charges[0].trail' }))
  })
})
