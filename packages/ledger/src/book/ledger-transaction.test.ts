import { isFarthingError } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { ledgerTransaction, type LedgerEntry, type LedgerRole, type LedgerTransaction } from './ledger-transaction.js'

function entry(role: LedgerRole, amountMinor: string, currency = 'EUR'): LedgerEntry {
  return { account: { role }, currency, amountMinor }
}

function transaction(entries: readonly LedgerEntry[]): LedgerTransaction {
  return { id: 't1', tenant: 'default', kind: 'invoice_issued', reference: 'i1', bookedAt: '2026-11-02T00:00:00.000000Z', entries }
}

describe('ledgerTransaction', () => {
  it('returns what is balanced in every currency, unchanged', () => {
    const balanced = transaction([entry('receivable', '5000'), entry('revenue', '-4900'), entry('revenue', '-100'), entry('receivable', '7', 'JPY'), entry('revenue', '-7', 'JPY')])
    expect(ledgerTransaction(balanced)).toBe(balanced)
  })

  it('balances amounts beyond any machine number', () => {
    const huge = '99999999999999999999999999999999999999'
    expect(ledgerTransaction(transaction([entry('receivable', huge), entry('revenue', `-${huge}`)])).entries).toHaveLength(2)
    expect(codeOf(() => ledgerTransaction(transaction([entry('receivable', huge), entry('revenue', `-${huge.slice(0, -1)}8`)])))).toBe('ledger.unbalanced entries')
  })

  const refusals: readonly { readonly name: string; readonly entries: readonly LedgerEntry[]; readonly code: string }[] = [
    { name: 'no entries', entries: [], code: 'ledger.unbalanced entries' },
    { name: 'one side', entries: [entry('receivable', '5000')], code: 'ledger.unbalanced entries' },
    { name: 'a cent off', entries: [entry('receivable', '5000'), entry('revenue', '-4999')], code: 'ledger.unbalanced entries' },
    { name: 'currencies that only sum together', entries: [entry('receivable', '5000'), entry('revenue', '-5000', 'USD')], code: 'ledger.unbalanced entries' },
    ...['0', '-0', '1.5', '+1', '01', '1e3', 'NaN', '', '١', ' 1', '1'.repeat(39)].map((amountMinor) => ({
      name: `the amount ${JSON.stringify(amountMinor)}`,
      entries: [entry('receivable', amountMinor), entry('revenue', '-1')],
      code: 'ledger.entry_invalid entries[0].amountMinor',
    })),
    { name: 'an unknown role', entries: [entry('toString' as LedgerRole, '1'), entry('revenue', '-1')], code: 'ledger.entry_invalid entries[0].account.role' },
    { name: 'an empty currency', entries: [entry('receivable', '1', ''), entry('revenue', '-1', '')], code: 'text.empty entries[0].currency' },
  ]

  it.each(refusals)('refuses $name', ({ entries, code }) => {
    expect(codeOf(() => ledgerTransaction(transaction(entries)))).toBe(code)
  })

  it('refuses more than 100,000 entries before it looks at them', () => {
    const entries = Array.from({ length: 100_001 }, () => entry('receivable', '0'))
    expect(codeOf(() => ledgerTransaction(transaction(entries)))).toBe('ledger.entry_invalid entries')
  })
})

function codeOf(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return `${error.code} ${error.field}`
  }
}
