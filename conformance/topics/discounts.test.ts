import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { discounts } from './discounts.js'

function ask(given: Vector['given'], expected: Vector['expect'] = {}): ReturnType<typeof discounts> {
  return discounts({ id: 'case', topic: 'discounts', given, expect: expected })
}

const [fixed, percentage] = [{ type: 'fixed', amount_cents: '30' }, { type: 'percentage', rate: '15' }]
const cents = { rounding: { mode: 'half_up', scale: 2 } }

// Cases of our own, one for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['coupons', { amount_cents: '130', coupons: [fixed, percentage], order: 'given' }, { discount_cents: '45', each_cents: ['30', '15'] }],
  ['coupons', { amount_cents: '130', coupons: [fixed, percentage], order: 'percentage_first' }, { discount_cents: '50', each_cents: ['30', '20'] }],
  ['coupons', { amount_cents: '130', coupons: [{ ...fixed, used_cents: '10' }], order: 'given' }, { discount_cents: '20' }],
  ['coupons', { amount_cents: '20', coupons: [{ ...fixed, recurring: true }], order: 'given' }, { discount_cents: '20' }],
  ['coupons', { amount_cents: '0', coupons: [percentage], order: 'given' }, { discount_cents: '0', each_cents: ['0'] }],
  ['spread', { discount_cents: '10', line_cents: ['10', '20'], method: 'proportional_exact', scale: 2 }, { line_discounts_cents: ['3.33', '6.67'] }],
  ['spread', { discount_cents: '10', line_cents: ['10', '20'], method: 'largest_remainder' }, { line_discounts_cents: ['3', '7'] }],
  ['spread', { discount_cents: '40', line_cents: ['10', '20'], method: 'largest_remainder' }, { line_discounts_cents: ['10', '20'] }],
  ['single', { ...cents, kind: 'percentage', price: '9.99', value: '15' }, { discount: '1.5', final: '8.49' }],
  ['single', { ...cents, kind: 'fixed', price: '9.99', value: '15' }, { discount: '9.99', final: '0' }],
  ['usage_allowance', { allowance: '10', previous_quantity: '8', quantity: '5' }, { quantity: '3', previous_quantity: '0', applied: '2', applied_before: '8' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

test('a last digit that comes from rounding twice is not ours; a wrong figure is', () => {
  const spread = { op: 'spread', discount_cents: '10', line_cents: ['10', '20'], method: 'proportional_exact', scale: 2 }
  expect(ask(spread, { line_discounts_cents: ['3.34', '6.66'] })).toEqual({ unsupported: expect.stringContaining('rounds the shares') as string })
  expect(ask(spread, { line_discounts_cents: ['3.5', '6.5'] })).toMatchObject({ answered: { line_discounts_cents: ['3.33', '6.67'] } })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ op: 'rewind' })).toEqual({ unsupported: 'the operation rewind is not known' })
})
