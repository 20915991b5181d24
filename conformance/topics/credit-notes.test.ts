import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { creditNotes } from './credit-notes.js'

function ask(given: Vector['given']): ReturnType<typeof creditNotes> {
  return creditNotes({ id: 'case', topic: 'credit-notes', given, expect: {} })
}

const fee = { id: 'a', amount_cents: '1000', coupon_cents: '0', taxes: [{ code: 't', rate: '10' }] }
const unused = { plan_cents: '3000', unused_days: 10, period_days: 30, fee_cents: '3000', coupon_cents: '0', tax_rate: '10', already_credited_cents: '0' }
const paid = { used_days: 20, invoice_paid_cents: '2750', invoice_total_cents: '3300' }

// Cases of our own, one or more for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['credit_note', { fees: [fee], items: [{ fee: 'a', amount_cents: '333' }] }, { sub_total_cents: '333', tax_cents: '33', total_cents: '366', precise_tax_cents: '33.3', tax_rate: '10', taxes: { t: '33' } }],
  ['credit_note', { fees: [{ ...fee, coupon_cents: '250' }], items: [{ fee: 'a', amount_cents: '500' }] }, { coupon_adjustment_cents: '125', sub_total_cents: '375', tax_cents: '38', total_cents: '413' }],
  ['credit_note', { fees: [{ ...fee, coupon_cents: '33.33333' }], items: [{ fee: 'a', amount_cents: '500' }] }, { coupon_adjustment_cents: '17', precise_coupon_adjustment_cents: '16.66667', sub_total_cents: '483', tax_cents: '48' }],
  ['credit_note', { fees: [fee], items: [{ fee: 'a', amount_cents: '334' }], previous_notes: [{ tax_cents: '34', precise_tax_cents: '33.3' }], last_of_invoice: true }, { tax_cents: '33', precise_tax_cents: '32.7', total_cents: '367' }],
  ['unused_credit', unused, { item_cents: '1000', sub_total_cents: '1000', tax_cents: '100', total_cents: '1100' }],
  ['unused_credit', { ...unused, already_credited_cents: '400' }, { item_cents: '600', total_cents: '660' }],
  ['unused_credit', { ...unused, ...paid, mode: 'refund' }, { total_cents: '1100', refund_cents: '550', credit_cents: '550' }],
  ['unused_credit', { ...unused, ...paid, mode: 'offset' }, { refund_cents: '550', offset_cents: '550' }],
  ['unused_days', { terminated_at: '2026-03-10T02:00:00Z', timezone: 'America/New_York', period_last_day: '2026-03-31' }, { unused_days: 22 }],
  ['adjust_total', { sub_total_precise_cents: '100.4', tax_cents: '20' }, { sub_total_cents: '100', total_cents: '120' }],
  ['apply_to_invoice', { fees_cents: '100', tax_cents: '20', credit_cents: '70' }, { total_cents: '50' }],
  ['share_of_line', { line_sub_total_cents: '1000', line_tax_cents: '150', line_taxes: { a: '100', b: '50' }, credited_cents: '333' }, { tax_cents: '50', taxes: { a: '33', b: '17' } }],
  ['share_of_line', { line_sub_total_cents: '1000', line_tax_cents: '150', line_taxes: {}, credited_cents: '100' }, { tax_cents: '15' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

test('what nobody knows is said to be unknown', () => {
  expect(ask({ op: 'gift' })).toEqual({ unsupported: 'the operation gift is not known' })
})
