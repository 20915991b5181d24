import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../test/failure-text-of.js'
import type { LedgerAccount } from './ledger-account.js'
import type { LedgerEntry } from './ledger-entry.js'
import { checkLedgerTransaction, ledgerTransaction, ledgerTransactionId, type LedgerPosting } from './ledger-transaction.js'
import type { LedgerTransactionKind } from './transaction-kinds.js'

const receivable: LedgerAccount = { role: 'receivable', account: 'acme' }
const revenue: LedgerAccount = { role: 'revenue' }

function entry(account: LedgerAccount, amountMinor: string, currency = 'EUR'): LedgerEntry {
  return { account, currency, amountMinor }
}

function posting(about: Partial<LedgerPosting> = {}): LedgerPosting {
  return {
    tenant: 'default',
    kind: 'invoice_issued',
    key: 'k1',
    reference: 'i1',
    bookedAt: '2026-11-02T23:30:00Z',
    entries: [entry(receivable, '5000'), entry(revenue, '-5000')],
    ...about,
  }
}

describe('ledgerTransaction', () => {
  it('keeps what is balanced in every currency, in its order', () => {
    const entries = [entry(receivable, '5000'), entry(revenue, '-4900'), entry(revenue, '-100'), entry(receivable, '7', 'JPY'), entry(revenue, '-7', 'JPY')]
    expect(ledgerTransaction(posting({ entries })).entries).toEqual(entries)
  })

  it('says who, why, when and on which day, and fills in what is not said', () => {
    expect(ledgerTransaction(posting())).toMatchObject({ bookedAt: '2026-11-02T23:30:00.000000Z', accountingDate: '2026-11-02', actor: 'system', correlation: 'k1' })
    const said = { accountingDate: '2026-10-31', actor: 'ops', correlation: 'req-1', cause: 'late usage', corrects: 'a'.repeat(64) }
    expect(ledgerTransaction(posting(said))).toMatchObject(said)
    expect(Object.keys(ledgerTransaction(posting()))).not.toContain('cause')
  })

  it('balances amounts beyond any machine number', () => {
    const huge = '99999999999999999999999999999999999999'
    expect(ledgerTransaction(posting({ entries: [entry(receivable, huge), entry(revenue, `-${huge}`)] })).entries).toHaveLength(2)
    const entries = [entry(receivable, huge), entry(revenue, `-${huge.slice(0, -1)}8`)]
    expect(failureTextOf(() => ledgerTransaction(posting({ entries })))).toBe('ledger.unbalanced entries')
  })

  const refusals: readonly { readonly name: string; readonly about: Partial<LedgerPosting>; readonly code: string }[] = [
    { name: 'no entries', about: { entries: [] }, code: 'ledger.unbalanced entries' },
    { name: 'one side', about: { entries: [entry(receivable, '5000')] }, code: 'ledger.unbalanced entries' },
    { name: 'a cent off', about: { entries: [entry(receivable, '5000'), entry(revenue, '-4999')] }, code: 'ledger.unbalanced entries' },
    { name: 'currencies that only sum together', about: { entries: [entry(receivable, '5000'), entry(revenue, '-5000', 'USD')] }, code: 'ledger.unbalanced entries' },
    ...['0', '-0', '1.5', '+1', '01', '1e3', 'NaN', '', '١', ' 1', '1'.repeat(39)].map((amountMinor) => ({
      name: `the amount ${JSON.stringify(amountMinor)}`,
      about: { entries: [entry(receivable, amountMinor), entry(revenue, '-1')] },
      code: 'ledger.entry_invalid entries[0].amountMinor',
    })),
    { name: 'an unknown account', about: { entries: [entry({ role: 'receivable' }, '1'), entry(revenue, '-1')] }, code: 'ledger.account_unknown entries[0].account.account' },
    { name: 'an empty currency', about: { entries: [entry(receivable, '1', ''), entry(revenue, '-1', '')] }, code: 'text.empty entries[0].currency' },
    { name: 'an empty item', about: { entries: [{ ...entry(receivable, '1'), item: '' }, entry(revenue, '-1')] }, code: 'text.empty entries[0].item' },
    { name: 'an unknown kind', about: { kind: 'valueOf' as LedgerTransactionKind }, code: 'ledger.entry_invalid kind' },
    { name: 'an empty key', about: { key: '' }, code: 'text.empty key' },
    { name: 'an empty reference', about: { reference: '' }, code: 'text.empty reference' },
    { name: 'an empty actor', about: { actor: '' }, code: 'text.empty actor' },
    { name: 'a cause beyond its length', about: { cause: 'x'.repeat(1025) }, code: 'text.too_long cause' },
    { name: 'a day that does not exist', about: { accountingDate: '2026-02-30' }, code: 'time.impossible accountingDate' },
    { name: 'an instant without a zone', about: { bookedAt: '2026-11-02T00:00:00' }, code: 'time.zone_missing bookedAt' },
  ]

  it.each(refusals)('refuses $name', ({ about, code }) => {
    expect(failureTextOf(() => ledgerTransaction(posting(about)))).toBe(code)
  })

  it('refuses more than 100,000 entries before it looks at them', () => {
    const entries = Array.from({ length: 100_001 }, () => entry(receivable, '0'))
    expect(failureTextOf(() => ledgerTransaction(posting({ entries })))).toBe('ledger.entry_invalid entries')
  })

  it('books nothing on a day of closed books (C-CLOSED)', () => {
    const closed = { periods: { closedThrough: '2026-10-31' } }
    expect(failureTextOf(() => ledgerTransaction(posting({ accountingDate: '2026-10-31' }), closed))).toBe('ledger.period_closed accountingDate')
    expect(ledgerTransaction(posting({ accountingDate: '2026-11-01' }), closed).accountingDate).toBe('2026-11-01')
  })
})

describe('identity (L-IDEM)', () => {
  const made = ledgerTransaction(posting())

  it('is tenant, kind and key: known before, and the same whoever posts it and whenever', () => {
    expect(made.id).toBe(ledgerTransactionId(posting()))
    const again = ledgerTransaction(posting({ bookedAt: '2026-11-02T23:59:00Z', actor: 'ops', correlation: 'retry' }))
    expect([again.id, again.fingerprint]).toEqual([made.id, made.fingerprint])
    for (const other of [{ tenant: 'other' }, { kind: 'adjustment' } as const, { key: 'k2' }]) expect(ledgerTransaction(posting(other)).id).not.toBe(made.id)
  })

  it('has another fingerprint for any other content', () => {
    const contents: readonly Partial<LedgerPosting>[] = [
      { reference: 'i2' },
      { accountingDate: '2026-11-03' },
      { cause: 'x' },
      { corrects: 'a'.repeat(64) },
      { entries: [...posting().entries].reverse() },
      { entries: [{ ...entry(receivable, '5000'), item: 'i1' }, entry(revenue, '-5000')] },
      { entries: [entry(receivable, '5001'), entry(revenue, '-5001')] },
      { entries: [entry(receivable, '5000', 'USD'), entry(revenue, '-5000', 'USD')] },
      { entries: [entry({ role: 'receivable', account: 'globex' }, '5000'), entry(revenue, '-5000')] },
      { entries: [entry(receivable, '5000'), entry({ role: 'revenue', routing: 'api' }, '-5000')] },
    ]
    const prints = contents.map((about) => ledgerTransaction(posting(about)).fingerprint)
    expect(new Set([made.fingerprint, ...prints]).size).toBe(contents.length + 1)
  })

  it('is checked on recorded transactions', () => {
    expect(checkLedgerTransaction(made)).toBe(made)
    expect(failureTextOf(() => checkLedgerTransaction({ ...made, key: 'k2' }))).toBe('ledger.entry_invalid id')
    expect(failureTextOf(() => checkLedgerTransaction({ ...made, reference: 'i2' }))).toBe('ledger.entry_invalid fingerprint')
  })
})
