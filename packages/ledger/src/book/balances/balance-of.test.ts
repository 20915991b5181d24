import { describe, expect, it } from 'vitest'
import { balanceOf } from './balance-of.js'
import type { LedgerAccount } from '../ledger-account.js'
import type { LedgerEntry } from '../ledger-entry.js'
import { ledgerTransaction, type LedgerTransaction } from '../ledger-transaction.js'

const acme: LedgerAccount = { role: 'receivable', account: 'acme' }

function transaction(...entries: readonly (readonly [account: LedgerAccount, amountMinor: string, currency?: string])[]): LedgerTransaction {
  const written = entries.map(([account, amountMinor, currency = 'EUR']): LedgerEntry => ({ account, currency, amountMinor }))
  return ledgerTransaction({ tenant: 'default', kind: 'invoice_issued', key: 't', reference: 'i', bookedAt: '2026-11-02T00:00:00Z', entries: written })
}

describe('balanceOf', () => {
  const transactions = [
    transaction([acme, '5000'], [{ role: 'revenue' }, '-5000']),
    transaction([acme, '-5000'], [{ role: 'revenue' }, '5000']),
    transaction([acme, '99999999999999999999', 'CHF'], [{ role: 'revenue' }, '-99999999999999999999', 'CHF']),
    transaction([acme, '1', 'CHF'], [{ role: 'receivable', account: 'globex' }, '-1', 'CHF']),
  ]

  it('sums entries per currency, by currency code, and keeps a zero', () => {
    const balance = [
      { currency: 'CHF', amountMinor: '100000000000000000000' },
      { currency: 'EUR', amountMinor: '0' },
    ]
    expect(balanceOf(transactions, acme)).toEqual(balance)
    expect(balanceOf([...transactions].reverse(), acme)).toEqual(balance)
  })

  it('has no rows for an account without entries', () => {
    expect(balanceOf(transactions, { role: 'receivable' })).toEqual([])
    expect(balanceOf([], acme)).toEqual([])
  })
})
