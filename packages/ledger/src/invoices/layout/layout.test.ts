import { add, addAll, compare, divide, multiply, round, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/refusal-of.js'
import { sampleCharge, sampleInput } from '../../test/sample-charge.js'
import { arbitraryInvoiceInput } from '../../testing/arbitrary-charges.js'
import { assembleInvoice } from '../assemble-invoice.js'
import { basePriceOf, checkLayout, type InvoiceLayout } from './invoice-layout.js'
import { invoiceRows } from './invoice-rows.js'
import { roundingUnit } from '../../rounding/document-rounding.js'

const bases: readonly Decimal[] = ['1000', '1000000']
const tiers = sampleCharge('tokens', '13.35', {
  meter: 'tokens', quantity: '1400000', model: 'graduated@1',
  trail: [
    { label: 'Tier 1', tier: 1, quantity: '1000000', unit: '0.00001', flat: '2', amount: '12' },
    { label: 'Tier 2', tier: 2, quantity: '400000', unit: '0.000003375', flat: '0', amount: '1.35' },
  ],
})

describe('prices of a base quantity', () => {
  it.each<[unit: Decimal, baseQuantity: Decimal | undefined, basePrice: Decimal | undefined]>([
    ['0.0025', '1000', '2.5'],
    ['0.0000025', '1000000', '2.5'],
    ['0.000000149611361', '1000000', '0.149611361'],
    ['0.25', undefined, undefined],
    ['0', undefined, undefined],
  ])('%s', (unit, baseQuantity, basePrice) => {
    expect(basePriceOf(unit, bases, 2)).toEqual(baseQuantity === undefined ? undefined : { baseQuantity, basePrice })
  })

  it.each<[what: string, layout: InvoiceLayout, field: string]>([
    ['base quantities of one', { baseQuantities: ['1'] }, 'layout.baseQuantities[0]'],
    ['base quantities that fall', { baseQuantities: ['1000', '100'] }, 'layout.baseQuantities[1]'],
    ['another kind of rows', { tierRows: 'lines' as 'rows' }, 'layout.tierRows'],
  ])('refuses %s', (_, layout, field) => {
    expect(refusalOf(() => checkLayout(layout))).toEqual({ code: 'invoice.invalid', field })
  })

  it('stand on the steps of a line', () => {
    const [line] = assembleInvoice(sampleInput([tiers], { layout: { baseQuantities: bases } })).lines
    expect(line?.details.map(({ baseQuantity, basePrice }) => [baseQuantity, basePrice])).toEqual([['1000', '0.01'], ['1000000', '3.375']])
  })
})

describe('rows of a document', () => {
  const rowsOf = (layout?: InvoiceLayout) =>
    invoiceRows(assembleInvoice(sampleInput([tiers, sampleCharge('base', '49', { trail: [{ label: 'Flat fee', quantity: '1', unit: '49', flat: '0', amount: '49' }] })], {
      ...(layout === undefined ? {} : { layout }),
      adjustments: [{ id: 'goodwill', label: 'Goodwill', amount: '-30', reason: 'outage', actor: 'ann', effectiveAt: '2026-07-01T00:00:00Z' }],
    }))).map(({ kind, frequency, quantity, baseQuantity, unitPrice, fee, amount }) => [kind, frequency, quantity, baseQuantity, unitPrice, fee, amount])

  it('are one for each line, one piece where steps differ', () => {
    expect(rowsOf()).toEqual([
      ['charge', 'recurring', '1', '1', '49', '0', '49'],
      ['charge', 'usage', '1', '1', '13.35', '0', '13.35'],
      ['adjustment', 'one_time', '-1', '1', '30', '0', '-30'],
    ])
  })

  it('are one for each tier where asked', () => {
    expect(rowsOf({ tierRows: 'rows', baseQuantities: bases })).toEqual([
      ['charge', 'recurring', '1', '1', '49', '0', '49'],
      ['tier', 'usage', '1000000', '1000', '0.01', '2', '12'],
      ['tier', 'usage', '400000', '1000000', '3.375', '0', '1.35'],
      ['adjustment', 'one_time', '-1', '1', '30', '0', '-30'],
    ])
  })

  it('sum to the subtotal, and each is quantity times price', () => {
    fc.assert(
      fc.property(arbitraryInvoiceInput(), fc.constantFrom<InvoiceLayout>({}, { tierRows: 'rows' }, { tierRows: 'rows', baseQuantities: bases }), (input, layout) => {
        const draft = assembleInvoice({ ...input, terms: { ...input.terms, layout } })
        const rows = invoiceRows(draft)
        expect(compare(addAll(rows.map(({ amount }) => amount)), draft.totals.subtotal)).toBe(0)
        const { mode } = draft.rounding
        for (const { quantity, unitPrice, baseQuantity, fee, amount } of rows) {
          expect(compare(unitPrice, '0')).toBeGreaterThanOrEqual(0)
          const exact = add(divide(multiply(quantity, unitPrice), baseQuantity), fee)
          const exponent = roundingUnit({ ...draft.rounding, increment: '1' }).split('.')[1]?.length ?? 0
          expect(compare(round(exact, { mode, exponent: Math.max(exponent, digits(amount)) }), amount)).toBe(0)
        }
      }),
      { numRuns: 300 },
    )
  })
})

function digits(amount: Decimal): number {
  return amount.split('.')[1]?.length ?? 0
}
