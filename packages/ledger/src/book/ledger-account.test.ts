import { describe, expect, it } from 'vitest'
import { failureTextOf } from '../test/failure-text-of.js'
import { chartOfAccounts, type LedgerRole } from './chart-of-accounts.js'
import { checkLedgerAccount, ledgerAccountId, ledgerAccountKey, sameLedgerAccount, type LedgerAccount } from './ledger-account.js'

const acme: LedgerAccount = { role: 'receivable', account: 'acme' }

describe('sameLedgerAccount', () => {
  it('compares role, account and routing as a whole', () => {
    const routed: LedgerAccount = { ...acme, routing: 'api' }
    expect(sameLedgerAccount(routed, { routing: 'api', account: 'acme', role: 'receivable' })).toBe(true)
    for (const other of [acme, { ...routed, routing: 'storage' }, { ...routed, account: 'globex' }, { ...routed, role: 'revenue' } as const]) {
      expect(sameLedgerAccount(routed, other)).toBe(false)
    }
  })
})

describe('checkLedgerAccount', () => {
  it.each(Object.entries(chartOfAccounts).map(([role, row]) => ({ role: role as LedgerRole, ...row })))('takes $role with the parts of the chart, and no others', ({ role, account, routing }) => {
    const whole: LedgerAccount = { role, ...(account !== 'none' && { account: 'a' }), ...(routing !== 'none' && { routing: 'r' }) }
    expect(checkLedgerAccount(whole)).toBe(whole)
    const bare = { role } as const
    const needed = account === 'required' ? 'account.account' : 'account.routing'
    if (account === 'required' || routing === 'required') expect(failureTextOf(() => checkLedgerAccount(bare))).toBe(`ledger.account_unknown ${needed}`)
    else expect(checkLedgerAccount(bare)).toBe(bare)
    if (account === 'none') expect(failureTextOf(() => checkLedgerAccount({ ...whole, account: 'a' }))).toBe('ledger.account_unknown account.account')
    if (routing === 'none') expect(failureTextOf(() => checkLedgerAccount({ ...whole, routing: 'r' }))).toBe('ledger.account_unknown account.routing')
  })

  it('refuses parts that are no texts, and names of the language', () => {
    expect(failureTextOf(() => checkLedgerAccount({ role: 'receivable', account: '' }))).toBe('text.empty account.account')
    for (const role of ['toString', '__proto__', 'constructor', ''] as unknown as LedgerRole[]) {
      expect(failureTextOf(() => checkLedgerAccount({ role }))).toBe('ledger.account_unknown account.role')
    }
  })
})

describe('an account of the book', () => {
  it('has an id of tenant, currency, role, party and routing', () => {
    const account: LedgerAccount = { role: 'customer_credit', account: 'acme', routing: 'main' }
    const identity = { tenant: 'default', currency: 'EUR', account }
    const others = [
      { ...identity, tenant: 'other' },
      { ...identity, currency: 'USD' },
      { ...identity, account: { ...account, role: 'promotional_credit' } as const },
      { ...identity, account: { ...account, account: 'globex' } },
      { ...identity, account: { ...account, routing: 'gift' } },
      { ...identity, account: { role: 'customer_credit', account: 'acme' } as const },
    ]
    expect(new Set([identity, ...others].map((one) => ledgerAccountId(one))).size).toBe(7)
    expect(ledgerAccountId({ ...identity, account: { routing: 'main', account: 'acme', role: 'customer_credit' } })).toBe(ledgerAccountId(identity))
  })

  it('has a key that no other account has, whatever its parts hold', () => {
    const parts = ['a', 'a","b', 'null', '","'] as const
    const accounts = parts.flatMap((account) => [...parts.map((routing): LedgerAccount => ({ role: 'customer_credit', account, routing })), { role: 'customer_credit', account } as const])
    expect(new Set(accounts.map(ledgerAccountKey)).size).toBe(accounts.length)
  })
})
