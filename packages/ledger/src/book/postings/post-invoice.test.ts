import type { Decimal } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { InvoiceLine, IssuedInvoice } from '../../invoices/invoice.js'
import { sampleEvidence } from '../../test/sample-evidence.js'
import { balanceOf } from '../balances/balance-of.js'
import { postInvoice } from './post-invoice.js'

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
