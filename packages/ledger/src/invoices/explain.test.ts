import type { Decimal, Exact } from '@farthing/core'
import type { Charge, ChargePart } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fullInvoice } from '../test/full-invoice.js'
import { july, sampleCharge, sampleInput } from '../test/sample-charge.js'
import { sampleEvidence } from '../test/sample-evidence.js'
import { assembleInvoice } from './assemble-invoice.js'
import { explain } from './explain.js'
import type { InvoiceTerms } from './invoice-terms.js'

const { invoice } = sampleEvidence()

function usage(key: string, quantity: Exact, unit: Decimal, amount: Exact): Charge {
  const part: ChargePart = { label: 'Usage', quantity, unit, flat: '0', amount }
  const [line] = invoice.lines
  return {
    ...{ chargeKey: key, ratingKey: key, side: 'retail', subscription: 'acme', plan: 'pro', planVersion: 'v1', component: key, meter: key },
    ...{ dimensions: {}, billing: 'arrears', model: 'per_unit@1', quantity, amount, currency: 'EUR', trail: [part], stages: [], usageDigest: key },
    from: line?.from ?? '',
    to: line?.to ?? '',
  }
}

function closingLine(charges: readonly Charge[], scope: 'perLine' | 'perTotal' = 'perLine'): string | undefined {
  const { from, to, zone, knownAt } = invoice
  const rounding = { mode: 'half-even', scope } as const
  return explain(assembleInvoice({ tenant: 'default', account: 'acme', from, to, zone, currency: 'EUR', rounding, charges, knownAt })).split('\n').at(-1)
}

describe('explain', () => {
  it('tells an invoice line by line and closes with how its total comes about', () => {
    expect(explain(invoice)).toBe(
      [
        'Invoice INV-000001 of acme, from 2026-10-01 until 2026-11-01 (Europe/Berlin), in EUR',
        'Subscription acme-1, plan pro',
        '  base: 49.00',
        '  API calls: 7 × 0.333 = 2.331, rounded 2.33',
        '  tokens: 400,000 × 0.0000025 = 1.00',
        '    Tier 1: 1,000,000 × 0.00 = 0.00',
        '    Tier 2: 400,000 × 0.0000025 = 1.00',
        'Subscription acme-2, plan pro',
        '  base: 49.00',
        '  API calls: 1 × 0.333 = 0.333, rounded 0.33',
        '  tokens: 0 × 0.00 = 0.00',
        '49.00 + 7 × 0.333 + 400,000 × 0.0000025 + 49.00 + 1 × 0.333 = 101.664, rounded half-even line by line to 101.66 EUR',
      ].join('\n'),
    )
  })

  it('calls an invoice without a number a draft', () => {
    expect(explain(assembleInvoice({ ...invoice, charges: [] })).split('\n')[0]).toBe('Draft invoice of acme, from 2026-10-01 until 2026-11-01 (Europe/Berlin), in EUR')
  })

  const thirds = ['a', 'b', 'c'].map((key) => usage(key, '1', '0.335', '0.335'))

  it('says how a sum was rounded', () => {
    expect(closingLine(thirds)).toBe('1 × 0.335 + 1 × 0.335 + 1 × 0.335 = 1.005, rounded half-even line by line to 1.02 EUR')
    expect(closingLine(thirds, 'perTotal')).toBe('1 × 0.335 + 1 × 0.335 + 1 × 0.335 = 1.005, rounded half-even once to 1.00 EUR')
  })

  it('adds up lines instead of steps above eight steps, and counts lines above twenty-four', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => usage(`m${index}`, '2', '1.5', '3'))
    expect(closingLine(many(8))).toBe(`${Array.from({ length: 8 }, () => '2 × 1.50').join(' + ')} = 24.00 EUR`)
    expect(closingLine(many(9))).toBe(`${Array.from({ length: 9 }, () => '3.00').join(' + ')} = 27.00 EUR`)
    expect(closingLine(many(25))).toBe('Sum of 25 lines = 75.00 EUR')
  })

  it('tells what stands behind the lines, and adds it up', () => {
    const full = explain(fullInvoice()).split('\n')
    expect(full.slice(full.indexOf('Lines: 49.00 + 1,000,000 × 0.00001 + 2.00 + 400,000 × 0.000003375 = 62.35 EUR'))).toEqual([
      'Lines: 49.00 + 1,000,000 × 0.00001 + 2.00 + 400,000 × 0.000003375 = 62.35 EUR',
      'Set-up (agreed, by ann): 20.00',
      'Launch: −8.24',
      'Credit: −12.00',
      'vat DE, 19 % on 52.05: 9.89',
      'vat FR, 0 % on 10.06 (Reverse charge): 0.00',
      'Credit, paid before: −20.00',
      '62.35 + 20.00 − 20.24 + 9.89 − 20.00 = 52.00 EUR',
    ])
    const terms: InvoiceTerms = {
      adjustments: [{ id: 'a', label: 'Goodwill', amount: '-30', reason: 'outage', actor: 'ann', effectiveAt: july.from }],
      cash: { increment: '0.05', mode: 'half-up' },
    }
    expect(explain(assembleInvoice(sampleInput([sampleCharge('base', '49.02')], terms))).split('\n').slice(-3)).toEqual([
      'Goodwill (outage, by ann): -30.00', 'Cash rounding: -0.02', '49.02 − 30.00 − 0.02 = 19.00 EUR',
    ])
  })

  it('says that nothing is due', () => {
    expect(closingLine([])).toBe('Nothing due: 0.00 EUR')
    expect(closingLine([usage('free', '5', '0', '0')])).toBe('Nothing due: 0.00 EUR')
  })
})
