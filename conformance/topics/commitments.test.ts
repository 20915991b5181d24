import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { commitments } from './commitments.js'

function ask(given: Vector['given'], expected: Vector['expect'] = {}): ReturnType<typeof commitments> {
  return commitments({ id: 'case', topic: 'commitments', given, expect: expected })
}

const free = { previously_billed: '0', minimum: null, maximum: null, last_in_period: true }
const window = { quantity: '4', unit_amount: '3', commitment: '10', commitment_type: 'amount', overage_factor: '2', true_up: true }
const share = { days: 10, period_days: 30 }

// Cases of our own, one for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['min_max', { ...free, lines: ['30', '40'], maximum: '50' }, { discounts: ['0', '20'], total: '50', true_up: '0' }],
  ['min_max', { ...free, lines: ['30', '40'], maximum: '50', previously_billed: '45' }, { discounts: ['25', '40'], total: '5' }],
  ['min_max', { ...free, lines: ['30', '40'], percentage_discount: '10', minimum: '100', previously_billed: '20' }, { percentage_discounts: ['3', '4'], true_up: '17', total: '80' }],
  ['min_max', { ...free, lines: ['30'], minimum: '100', last_in_period: false }, { true_up: '0', total: '30' }],
  ['true_up', { commitment: '10.00', used: '3.996', rounding: { mode: 'half_up', scale: 2 } }, { true_up: '6' }],
  ['prorated_minimum', { minimum_cents: '1000', used_cents: ['200'], ...share }, { true_up_cents: '133' }],
  ['plan_minimum', { minimum_cents: '1000', subscription_cents: '100', usage_cents: ['50'], ...share }, { true_up_cents: '250' }],
  ['prorated_commitment', { commitment_cents: '1000', ...share }, { amount_cents: '333' }],
  ['windowed', { windows: [window, { ...window, quantity: '1' }, { ...window, commitment: null }] }, { total: '36', per_window: ['14', '10', '12'], utilized: '25', overage: '4', true_up: '7' }],
  ['windowed', { windows: [{ ...window, commitment: '3', commitment_type: 'quantity', overage_factor: null }] }, { total: '12', utilized: '9', overage: '3' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

test('figures have as many digits as the source states', () => {
  expect(ask({ op: 'coefficient', ...share }, { coefficient: '0.333' })).toEqual({ answered: { coefficient: '0.333' } })
  expect(ask({ op: 'prorated_minimum', minimum_cents: '1000', used_cents: [], ...share }, { precise_true_up_cents: '333.3333', precise_scale: 4 })).toMatchObject({
    answered: { precise_true_up_cents: '333.3333' },
  })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ op: 'rewind' })).toEqual({ unsupported: 'the operation rewind is not known' })
  for (const op of ['coefficient', 'prorated_commitment', 'plan_minimum', 'prorated_minimum']) {
    expect(ask({ op, minimum_cents: '1', subscription_cents: '1' })).toEqual({ unsupported: 'the fields of this operation are not known' })
  }
})
