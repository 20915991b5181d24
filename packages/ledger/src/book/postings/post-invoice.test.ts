import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { InvoiceLine, IssuedInvoice } from '../../invoices/invoice.js'
import { sampleEvidence } from '../../test/sample-evidence.js'
import { balanceOf } from '../balances/balance-of.js'
import { postInvoice } from './post-invoice.js'
import { postSettlements } from './post-settlements.js'

const { invoice } = sampleEvidence()

/** The sample with lines of these amounts, by product. */
function invoiceOf(amounts: readonly (readonly [product: string | undefined, amount: Decimal])[], payable: Decimal): IssuedInvoice {
  const [sample] = invoice.lines
  const lines = amounts.flatMap(([product, amount], index): readonly InvoiceLine[] =>
    sample === undefined ? [] : [{ ...sample, id: `line-${index}`, amount, ...(product === undefined ? {} : { product }) }],
  )
  return { ...invoice, lines, totals: { ...invoice.totals, exact: payable, subtotal: payable, net: payable, gross: payable, payable } }
}

function entriesOf(posted: IssuedInvoice): readonly string[] | undefined {
  return postInvoice(posted)?.entries.map(({ account, currency, amountMinor }) => {
    const { role, account: party = '-', routing = '-' } = account
    return `${role} ${party} ${routing} ${currency} ${amountMinor}`
  })
}

describe('postInvoice', () => {
  it('debits the receivable and credits revenue by product', () => {
    expect(entriesOf(invoice)).toEqual(['receivable acme - EUR 10166', 'revenue - - EUR -10066', 'revenue - api EUR -100'])
  })

  it('is one transaction for one invoice, booked when it was issued', () => {
    const transaction = postInvoice(invoice)
    expect(transaction).toMatchObject({ tenant: 'default', kind: 'invoice_issued', reference: invoice.id, bookedAt: invoice.issuedAt })
    expect(postInvoice(invoice)).toEqual(transaction)
    expect(postInvoice({ ...invoice, id: 'other' })?.id).not.toBe(transaction?.id)
    expect(transaction && balanceOf([transaction], { role: 'receivable', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: '10166' }])
  })

  it('posts nothing where nothing is due', () => {
    expect(postInvoice(invoiceOf([], '0'))).toBeUndefined()
    expect(postInvoice(invoiceOf([['api', '0'], [undefined, '0']], '0'))).toBeUndefined()
    expect(postInvoice(invoiceOf([['api', '5'], ['api', '-5']], '0'))).toBeUndefined()
  })

  it('moves revenue between products where credits and charges cancel out', () => {
    expect(entriesOf(invoiceOf([['api', '5'], ['storage', '-5']], '0'))).toEqual(['revenue - api EUR -500', 'revenue - storage EUR 500'])
  })

  it('refuses a document whose totals are not those of its lines', () => {
    expect(() => postInvoice(invoiceOf([['api', '5']], '6'))).toThrow('1 away from its parts')
  })
})

describe('postInvoice, of an invoice with everything on it', () => {
  const share = (line: string, amount: Decimal) => ({ line, amount })
  const [first] = invoice.lines
  if (first === undefined) throw new Error('the sample has lines')
  const lines = [{ ...first, id: 'a', amount: '100', product: 'api' }, { ...first, id: 'b', amount: '50' }] as const
  const adjustment = { label: 'x', reason: 'x', actor: 'ops', effectiveAt: invoice.from, taxable: true }
  const discounts = [
    { key: 'launch', kind: 'discount', label: 'Launch', amount: '10', lines: [share('a', '8'), share('adjustment/up', '2')] },
    { key: 'g1', kind: 'promotional_credit', label: 'Gift', grant: 'g1', amount: '20', lines: [share('b', '20')] },
  ] as const
  const settlements = [{ grant: 'g2', label: 'Prepaid', amount: '30', lines: [share('a', '30')] }] as const
  const adjustments = [{ ...adjustment, id: 'up', amount: '12' }, { ...adjustment, id: 'down', amount: '-4' }] as const
  const term = { tax: 'vat', treatment: 'standard', categoryCode: 'S', compound: false, percent: '19', basisPoints: '1900', lines: ['a'], base: '100', exact: '1' } as const
  const taxLine = (line: string, tax: Decimal) => ({ line, net: '0', tax, gross: '0', portions: [] }) as const
  const taxes = [{ ...term, key: 'k1', jurisdiction: 'DE', amount: '20' }, { ...term, key: 'k2', jurisdiction: 'FR', amount: '2.32' }, { ...term, key: 'k3', jurisdiction: 'DE', amount: '0' }] as const
  const tax = { request: 'r', provider: { name: 'rates', version: '1' }, currency: 'EUR', taxes, lines: [taxLine('a', '17'), taxLine('b', '5'), taxLine('adjustment/up', '0.5'), taxLine('adjustment/down', '-0.18')] } as const
  const whole = { ...invoice, lines, adjustments, discounts, settlements }

  it('books each part where it belongs, with prices before tax', () => {
    const totals = { ...invoice.totals, gross: '150.32', credits: '30', payable: '120.3', rounding: '-0.02' } as const
    expect(entriesOf({ ...whole, totals, tax: { ...tax, prices: 'exclusive', totals: { net: '128', tax: '22.32', gross: '150.32', exactTax: '22.32' } } })).toEqual([
      'receivable acme - EUR 15030',
      'promotional_credit acme - EUR 2000',
      'allowances - adjustment EUR 400',
      'revenue - - EUR -6000',
      'revenue - api EUR -9200',
      'tax_payable - DE EUR -2000',
      'tax_payable - FR EUR -232',
      'cash_rounding - - EUR 2',
    ])
  })

  it('settles what paid credit pays in postings of their own, one for each grant', () => {
    const [burn, ...others] = postSettlements(whole)
    expect(others).toEqual([])
    expect(burn).toMatchObject({ kind: 'credit_burned', key: `${invoice.id}/g2`, reference: invoice.id, bookedAt: invoice.issuedAt })
    expect(burn?.entries.map(({ account, amountMinor, item }) => [account.role, amountMinor, item])).toEqual([['customer_credit', '3000', 'g2'], ['receivable', '-3000', invoice.id]])
    expect(postSettlements(invoice)).toEqual([])
  })

  it('takes the tax out of revenue where prices include it', () => {
    const totals = { ...invoice.totals, gross: '128', credits: '30', payable: '98', rounding: '0' } as const
    expect(entriesOf({ ...whole, totals, tax: { ...tax, prices: 'inclusive', totals: { net: '105.68', tax: '22.32', gross: '128', exactTax: '22.32' } } })).toEqual([
      'receivable acme - EUR 12800',
      'promotional_credit acme - EUR 2000',
      'allowances - adjustment EUR 382',
      'revenue - - EUR -5450',
      'revenue - api EUR -7500',
      'tax_payable - DE EUR -2000',
      'tax_payable - FR EUR -232',
    ])
  })
})
