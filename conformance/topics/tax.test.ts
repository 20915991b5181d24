import { expect, test } from 'vitest'
import type { Vector } from '../vector.js'
import { tax } from './tax.js'

function ask(given: Vector['given'], expected: Vector['expect'] = {}): ReturnType<typeof tax> {
  return tax({ id: 'case', topic: 'tax', given, expect: expected })
}

const cents = { rounding: { mode: 'half_up', scale: 2 } }
const t = (code: string, rate: string, compound = false) => ({ code, rate, compound })
const thirds = [{ amount_cents: '300', taxes: [t('a', '10')] }, { amount_cents: '600', taxes: [t('a', '10'), t('b', '25')] }]

// Cases of our own, one or more for each operation; the published ones stay outside of the repository.
test.each<[string, Vector['given'], Record<string, unknown>]>([
  ['line_tax', { ...cents, amount: '33.33', rates: ['7', '10'], currency: 'EUR' }, { taxes: ['2.33', '3.33'], tax: '5.66', total: '38.99' }],
  ['line_tax', { ...cents, amount: '33.33', discount: '3.33', rates: ['7', '0'], currency: 'EUR' }, { taxes: ['2.1', '0'], tax: '2.1', total: '32.1' }],
  ['line_tax', { rounding: { mode: 'half_up', scale: 0 }, amount: '995', rates: ['10'], currency: 'JPY' }, { taxes: ['100'], tax: '100', total: '1095' }],
  ['invoice_tax', { fees: thirds, coupon_cents: '0' }, { bases: { a: '900', b: '600' }, taxes: { a: '90', b: '150' }, tax_cents: '240', total_cents: '1140', tax_rate: '26.66667' }],
  ['invoice_tax', { fees: thirds, coupon_cents: '100' }, { bases: { a: '800', b: '533' }, taxes: { a: '80', b: '133' }, tax_cents: '213', total_cents: '1013', tax_rate: '26.66667' }],
  ['invoice_tax', { fees: thirds.map((fee) => ({ ...fee, amount_cents: '0' })), coupon_cents: '0' }, { tax_cents: '0', total_cents: '0', tax_rate: '22.5' }],
  ['compound', { amount: '200', taxes: [t('a', '10'), t('b', '10', true)] }, { tax: '42' }],
  ['compound', { ...cents, amount: '0.15', taxes: [t('a', '10'), t('b', '10', true)] }, { tax: '0.04', total: '0.19' }],
])('%s %o', (op, given, answered) => {
  expect(ask({ op, ...given })).toMatchObject({ answered })
})

test('a rate is shown with the digits that the source shows', () => {
  const given = { op: 'invoice_tax', fees: thirds, coupon_cents: '0' }
  expect(ask(given, { tax_rate: '26.67' })).toMatchObject({ answered: { tax_rate: '26.67' } })
  expect(ask(given, { tax_rate: '26.6' })).toMatchObject({ answered: { tax_rate: '26.7' } })
})

test('what we do not do is said to be so', () => {
  expect(ask({ op: 'vies' })).toEqual({ unsupported: 'the operation vies is not known' })
  expect(ask({ op: 'line_tax', amount: '1', rates: [], currency: 'EUR', rounding: { mode: 'half_up', scale: 4 } })).toEqual({ unsupported: 'taxes are rounded to minor units' })
})
