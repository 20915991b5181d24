import { expect, it } from 'vitest'
import { ledgerTransactionKinds } from '../book/transaction-kinds.js'
import { checkLedgerTransaction, type LedgerTransaction } from '../book/ledger-transaction.js'
import { balanceOf } from '../book/balances/balance-of.js'
import { assertBalanced } from './book-laws.js'
import { sampleBook } from './book-sample.js'

const book = sampleBook()

it('has every business event', () => {
  expect(new Set(book.map(({ kind }) => kind))).toEqual(new Set(Object.keys(ledgerTransactionKinds)))
})

it('is balanced, in order, and each transaction is its own', () => {
  for (const transaction of book) {
    assertBalanced(transaction)
    expect(checkLedgerTransaction(transaction)).toBe(transaction)
  }
  expect(book.map(({ bookedAt }) => bookedAt)).toEqual(book.map(({ bookedAt }) => bookedAt).sort())
  expect(new Set(book.map(({ id }) => id)).size).toBe(book.length)
})

const role = (name: string, { account, routing, amount, currency = 'EUR', item }: { account?: string; routing?: string; amount: string; currency?: string; item?: string }) =>
  [name, account ?? '-', routing ?? '-', amount, currency, item ?? '-'].join(' ')

function sidesOf(transaction: LedgerTransaction | undefined): readonly string[] | undefined {
  return transaction?.entries.map(({ account, amountMinor, currency, item }) => role(account.role, { ...account, amount: amountMinor, currency, ...(item !== undefined && { item }) }))
}

const [acme, api, stripe] = [{ account: 'acme' }, { routing: 'api' }, { routing: 'stripe' }]

it.each<readonly [kind: LedgerTransaction['kind'], sides: readonly string[]]>([
  ['usage_accrued', [role('accrued_receivable', { ...acme, amount: '5000', item: 'inv-1' }), role('revenue', { ...api, amount: '-5000', item: 'inv-1' })]],
  ['accrual_reversed', [role('accrued_receivable', { ...acme, amount: '-5000', item: 'inv-1' }), role('revenue', { ...api, amount: '5000', item: 'inv-1' })]],
  [
    'invoice_issued',
    [
      role('receivable', { ...acme, amount: '14200', item: 'inv-1' }),
      role('promotional_credit', { ...acme, amount: '400', item: 'g-promo' }),
      role('revenue', { ...api, amount: '-10000' }),
      role('deferred_revenue', { ...acme, routing: 'support', amount: '-2400', item: 'inv-1' }),
      role('tax_payable', { routing: 'DE', amount: '-2280' }),
      role('cash_rounding', { amount: '80' }),
    ],
  ],
  [
    'credit_note_issued',
    [
      role('receivable', { ...acme, amount: '-1140', item: 'inv-1' }),
      role('promotional_credit', { ...acme, amount: '-50', item: 'g-promo' }),
      role('revenue', { ...api, amount: '1000' }),
      role('tax_payable', { routing: 'DE', amount: '190' }),
    ],
  ],
  ['revenue_recognised', [role('deferred_revenue', { ...acme, routing: 'support', amount: '200', item: 'inv-1' }), role('revenue', { routing: 'support', amount: '-200' })]],
  [
    'payment_received',
    [
      role('cash', { ...stripe, amount: '9000', item: 'pay-1' }),
      role('receivable', { ...acme, amount: '-6000', item: 'inv-1' }),
      role('unapplied_cash', { ...acme, amount: '-3000', item: 'pay-1' }),
    ],
  ],
  ['payment_applied', [role('unapplied_cash', { ...acme, amount: '2000', item: 'pay-1' }), role('receivable', { ...acme, amount: '-2000', item: 'inv-1' })]],
  ['prepayment_received', [role('cash', { ...stripe, amount: '5000', item: 'pay-0' }), role('customer_credit', { ...acme, routing: 'main', amount: '-5000', item: 'g-paid' })]],
  ['credit_granted', [role('allowances', { routing: 'promotion', amount: '2000' }), role('promotional_credit', { ...acme, amount: '-2000', item: 'g-promo' })]],
  ['credit_burned', [role('customer_credit', { ...acme, routing: 'main', amount: '1000', item: 'g-paid' }), role('receivable', { ...acme, amount: '-1000', item: 'inv-1' })]],
  ['credit_restored', [role('receivable', { ...acme, amount: '300', item: 'inv-1' }), role('customer_credit', { ...acme, routing: 'main', amount: '-300', item: 'g-paid' })]],
  ['credit_expired', [role('customer_credit', { ...acme, routing: 'main', amount: '100', item: 'g-paid' }), role('revenue', { routing: 'breakage', amount: '-100' })]],
  ['admin_credit', [role('allowances', { routing: 'goodwill', amount: '500' }), role('customer_credit', { ...acme, routing: 'main', amount: '-500', item: 'g-admin' })]],
  ['adjustment', [role('receivable', { ...acme, amount: '700', item: 'adj-1' }), role('revenue', { routing: 'setup', amount: '-700' })]],
  ['refund_sent', [role('receivable', { ...acme, amount: '800', item: 'inv-1' }), role('refunds', { ...stripe, amount: '-800', item: 're-1' })]],
  ['refund_settled', [role('refunds', { ...stripe, amount: '800', item: 're-1' }), role('cash', { ...stripe, amount: '-800', item: 're-1' })]],
  ['refund_failed', [role('receivable', { ...acme, amount: '-200', item: 'inv-1' }), role('refunds', { ...stripe, amount: '200', item: 're-2' })]],
  ['dispute_opened', [role('disputes', { ...stripe, amount: '1500', item: 'dp-1' }), role('cash', { ...stripe, amount: '-1500', item: 'dp-1' })]],
  ['dispute_lost', [role('receivable', { ...acme, amount: '1500', item: 'inv-1' }), role('disputes', { ...stripe, amount: '-1500', item: 'dp-1' })]],
  ['dispute_won', [role('cash', { ...stripe, amount: '400', item: 'dp-2' }), role('disputes', { ...stripe, amount: '-400', item: 'dp-2' })]],
  ['chargeback', [role('receivable', { ...acme, amount: '600', item: 'inv-1' }), role('cash', { ...stripe, amount: '-600', item: 'cb-1' })]],
  ['chargeback_reversed', [role('receivable', { ...acme, amount: '-600', item: 'inv-1' }), role('cash', { ...stripe, amount: '600', item: 'cb-1' })]],
  ['opening_balance', [role('receivable', { account: 'initech', amount: '3000', item: 'old-1' }), role('opening_balances', { amount: '-3000' })]],
  ['written_off', [role('write_offs', { routing: 'insolvency', amount: '900' }), role('receivable', { ...acme, amount: '-900', item: 'inv-1' })]],
  [
    'fx_converted',
    [
      role('unapplied_cash', { ...acme, amount: '11000', currency: 'USD', item: 'pay-2' }),
      role('fx_position', { amount: '-11000', currency: 'USD' }),
      role('fx_position', { amount: '10000' }),
      role('receivable', { ...acme, amount: '-10000', item: 'inv-1' }),
    ],
  ],
  ['fx_revalued', [role('fx_position', { amount: '450' }), role('fx_result', { amount: '-450' })]],
  ['reversed', [role('receivable', { ...acme, amount: '-700', item: 'adj-1' }), role('revenue', { routing: 'setup', amount: '700' })]],
])('%s', (kind, sides) => {
  expect(sidesOf(book.find((transaction) => transaction.kind === kind))).toEqual(sides)
})

it('nets to nothing where events cancel out', () => {
  expect(balanceOf(book, { role: 'disputes', routing: 'stripe' })).toEqual([{ currency: 'EUR', amountMinor: '0' }])
  expect(balanceOf(book, { role: 'accrued_receivable', account: 'acme' })).toEqual([{ currency: 'EUR', amountMinor: '0' }])
})
