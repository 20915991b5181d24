import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { credits } from './credits.js'

function ask(given: Vector['given']): ReturnType<typeof credits> {
  return credits({ id: 'case', topic: 'credits', given, expect: {} })
}

const [june, july] = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z']
const grant = { id: 'g', amount: '80', priority: 1, effective_at: june, expires_at: null, recurrence: null, voided_at: null, rollover_max: '30', rollover_min: '0' }
const opened = { from: june, until: july, grants: [grant], opening_balances: { g: '80' }, opening_overage: '5', usage: [{ at: '2026-06-03T00:00:00Z', quantity: '25' }, { at: july, quantity: '9' }] }
const weekly = { ...grant, recurrence: { unit: 'week', count: 1, anchor: '2026-06-03T00:00:00Z' }, expires_at: '2026-06-15T00:00:00Z' }
const wallet = { priority: 1, balance_cents: '500', fee_types: null, metrics: null, currency: 'EUR' }

// Cases of our own, one for each operation and rule; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['burn_down', opened, { balances: { g: '50' }, overage: '0', granted_usage: '30', segments: 1 }],
  ['burn_down', { ...opened, resets: [july] }, { balances: { g: '30' } }],
  ['burn_down', { ...opened, usage: [{ at: june, quantity: '100' }], resets: ['2026-06-10T00:00:00Z'], preserve_overage: true }, { balances: { g: '0' }, overage: '25', segments: 2 }],
  ['burn_down', { ...opened, grants: [weekly] }, { balances: { g: '0' }, segments: 4 }],
  ['burn_down', { ...opened, grants: [{ ...grant, voided_at: '2026-06-02T00:00:00Z' }] }, { balances: { g: '0' }, overage: '25' }],
  ['balance_at', { ...opened, at: [june, '2026-06-03T00:00:00Z', '2026-06-04T00:00:00Z'] }, { total_balance: ['75', '75', '50'] }],
  ['apply_to_lines', { lines: ['10', '20'], credits: ['12', '5'] }, { applied: [['10'], ['2', '5']], totals: ['0', '13'] }],
  ['apply_to_lines', { lines: ['10'], credits: ['12'] }, { error: 'credits_not_consumed_fully' }],
  ['wallets', { wallets: [{ ...wallet, id: 'fees', fee_types: ['fee'] }, { ...wallet, id: 'metric', metrics: ['m'] }, { ...wallet, id: 'usd', currency: 'USD' }], items: [{ fee_type: 'charge', metric: 'm', cents: '620' }, { fee_type: 'fee', cents: '40' }] }, { drawn_cents: { fees: '40', metric: '500' } }],
  ['convert', { credits: '30', rate: '1.5' }, { amount: '45' }],
  ['debit_total', { credits: ['5', '3'], debit: '6' }, { balance: '2' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ op: 'gift' })).toEqual({ unsupported: 'the operation gift is not known' })
})
