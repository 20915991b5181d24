import { describe, expect, it } from 'vitest'
import { checkPrice } from './check-price.js'
import { ratePrice } from './rate-price.js'
import type { StairstepPrice } from './stairstep.js'

const contacts: StairstepPrice = { model: 'stairstep', steps: [{ upTo: '1000', amount: '29' }, { upTo: '5000', amount: '79' }, { amount: '199' }] }
const capacity: StairstepPrice = {
  model: 'stairstep',
  steps: [{ limits: { seats: '10', storage: '100' }, amount: '10' }, { limits: { seats: '50' }, amount: '25' }, { amount: '90' }],
}

describe('stairstep', () => {
  it.each([
    ['0', 1, '0'],
    ['1', 1, '29'],
    ['1000', 1, '29'],
    ['1000.5', 2, '79'],
    ['5001', 3, '199'],
  ] as const)('%s contacts are on step %s and cost %s', (quantity, tier, amount) => {
    expect(ratePrice(contacts, quantity)).toEqual({ amount, parts: [{ label: `Step ${tier}`, tier, quantity, unit: '0', flat: amount, amount }] })
  })

  it('takes the next step at a bound, and the first one at zero, when asked to', () => {
    expect(ratePrice({ ...contacts, bound: 'exclusive' }, '1000').amount).toBe('79')
    expect(ratePrice({ ...contacts, zeroQuantity: 'first_tier_flat' }, '0').amount).toBe('29')
  })

  it('refuses a negative quantity', () => {
    expect(() => ratePrice(contacts, '-1')).toThrow(expect.objectContaining({ code: 'price.quantity_negative' }))
  })
})

describe('stairstep with limits by meter', () => {
  it.each([
    ['within all', { seats: '10', storage: '100' }, '10'],
    ['one meter only', { seats: '3' }, '10'],
    ['one above', { seats: '11', storage: '1' }, '25'],
    ['the other above, which the next step does not limit', { seats: '1', storage: '101' }, '25'],
    ['above all', { seats: '51', storage: '101' }, '90'],
    ['nothing used', { seats: '0', storage: '0' }, '0'],
  ] as const)('%s', (_, quantities, amount) => {
    expect(ratePrice(capacity, { quantity: '0', quantities }).amount).toBe(amount)
  })

  it('asks for the usage of its meters', () => {
    expect(() => ratePrice(capacity, '5')).toThrow(expect.objectContaining({ code: 'rating.fact_missing', field: 'quantities' }))
  })

  it('refuses a meter that no step names, and a negative quantity', () => {
    const rated = (quantities: { readonly [meter: string]: '1' | '-1' }) => () => ratePrice(capacity, { quantity: '0', quantities })
    expect(rated({ seat: '1' })).toThrow(expect.objectContaining({ code: 'price.not_priced', field: 'quantities.seat' }))
    expect(rated({ seats: '-1' })).toThrow(expect.objectContaining({ code: 'price.quantity_negative', field: 'quantities.seats' }))
  })

  it.each([
    ['a limit in the last step', [{ limits: { a: '1' }, amount: '1' }, { limits: { a: '2' }, amount: '2' }], 'price.steps[1].limits'],
    ['a step without limits before the last', [{ limits: { a: '1' }, amount: '1' }, { amount: '2' }, { amount: '3' }], 'price.steps[1].limits'],
    ['a limit below the one before', [{ limits: { a: '2' }, amount: '1' }, { limits: { a: '1' }, amount: '2' }, { amount: '3' }], 'price.steps[1].limits.a'],
    ['a limit on what was unlimited', [{ limits: { a: '2' }, amount: '1' }, { limits: { b: '1' }, amount: '2' }, { amount: '3' }], 'price.steps[1].limits.b'],
  ])('refuses %s', (_, steps, field) => {
    expect(() => checkPrice({ model: 'stairstep', steps }, 'price')).toThrow(expect.objectContaining({ code: 'price.tiers_not_increasing', field }))
  })

  it('does not mix limits and bounds', () => {
    const steps = [{ limits: { a: '2' }, amount: '1' }, { upTo: '3', amount: '2' }, { amount: '3' }]
    expect(() => checkPrice({ model: 'stairstep', steps }, 'price')).toThrow(expect.objectContaining({ code: 'catalog.malformed', field: 'price.steps[1].upTo' }))
  })
})
