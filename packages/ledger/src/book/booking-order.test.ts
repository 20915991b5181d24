import { describe, expect, it } from 'vitest'
import { statementOf } from './balances/statement-of.js'
import { compareBookings } from './booking-order.js'
import { ledgerCsv } from './export/ledger-csv.js'
import { ledgerTransaction, type LedgerTransaction } from './ledger-transaction.js'
import type { LedgerTransactionKind } from './transaction-kinds.js'

const bookedAt = '2026-11-02T00:00:00.000000Z'

/** Of one instant: an invoice of 50.00 EUR, 20.00 of credit, a payment of 30.00, and 10.00 of it that go back. */
function bookWith(key: string): readonly LedgerTransaction[] {
  const posted = (kind: LedgerTransactionKind, amountMinor: string, role: 'cash' | 'revenue' | 'refunds' | 'customer_credit') => {
    const against = amountMinor.startsWith('-') ? amountMinor.slice(1) : `-${amountMinor}`
    const other = role === 'customer_credit' ? { role, account: 'acme' } : role === 'revenue' ? { role } : { role, routing: 'bank' }
    const entries = [{ account: { role: 'receivable', account: 'acme' } as const, currency: 'EUR', amountMinor, item: 'i' }, { account: other, currency: 'EUR', amountMinor: against, item: 'i' }]
    return ledgerTransaction({ tenant: 'default', kind, key, reference: 'i', bookedAt, entries })
  }
  return [posted('refund_sent', '1000', 'refunds'), posted('payment_received', '-3000', 'cash'), posted('credit_burned', '-2000', 'customer_credit'), posted('invoice_issued', '5000', 'revenue')]
}

describe('bookings of one instant', () => {
  // Ids are hashes of the key: of a hundred books, in most some id would put a payment before its invoice.
  const books = Array.from({ length: 100 }, (_, index) => bookWith(`k${index}`))

  it('stand in a statement as business goes, whatever their ids: the balance never dips below zero', () => {
    const scope = { account: { role: 'receivable', account: 'acme' }, currency: 'EUR', from: bookedAt, to: '2026-11-03T00:00:00.000000Z' } as const
    for (const book of books) expect(statementOf(book, scope).lines.map(({ kind, balanceMinor }) => `${kind} ${balanceMinor}`)).toEqual(['invoice_issued 5000', 'credit_burned 3000', 'payment_received 0', 'refund_sent 1000'])
    const idsFirst = books.filter((book) => [...book].sort((a, b) => (a.id < b.id ? -1 : 1))[0]?.kind !== 'invoice_issued')
    expect(idsFirst.length).toBeGreaterThan(50)
  })

  it('stand so in exports', () => {
    for (const book of books) {
      const kinds = [...ledgerCsv(book)].slice(1).map((row) => /invoice_issued|credit_burned|payment_received|refund_sent/.exec(row)?.[0])
      expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual(['invoice_issued', 'credit_burned', 'payment_received', 'refund_sent'])
    }
  })

  it('stand by id where they are of one kind, and by time before all', () => {
    const [a, b] = [{ bookedAt, kind: 'invoice_issued', id: 'a' }, { bookedAt, kind: 'invoice_issued', id: 'b' }] as const
    expect([compareBookings(a, b), compareBookings(b, a), compareBookings(a, a)]).toEqual([-1, 1, 0])
    expect(compareBookings({ ...a, kind: 'reversed' }, { ...b, bookedAt: '2026-11-02T00:00:00.000001Z' })).toBe(-1)
  })
})
