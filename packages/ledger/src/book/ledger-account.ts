import { canonicalJson, checkText, describeValue, fail, hashContent, type CurrencyCode, type Digest, type Hash, type TenantId } from '@farthing/core'
import { chartOfAccounts, type AccountPart, type LedgerRole } from './chart-of-accounts.js'

/** An account of the book within its tenant and currency: role, party and routing. An absent part is part of the identity. */
export interface LedgerAccount {
  readonly role: LedgerRole
  /** Billing account, where the role is kept per account. */
  readonly account?: string
  /** Product, jurisdiction, provider, wallet or reason, where the role is split by one. */
  readonly routing?: string
}

/**
 * Refuses what the chart of accounts does not have: an unknown role, or one without a part that it needs or with one that it does not have.
 *
 * @throws `ledger.account_unknown`; `text.*` for a part that is no text of 1 to 256 characters
 */
export function checkLedgerAccount(account: LedgerAccount, field = 'account'): LedgerAccount {
  const { role } = account
  if (!Object.hasOwn(chartOfAccounts, role)) fail('ledger.account_unknown', { field: `${field}.role`, because: `is ${describeValue(role)}` })
  const row = chartOfAccounts[role]
  checkPart(account.account, row.account, role, `${field}.account`)
  checkPart(account.routing, row.routing, role, `${field}.routing`)
  return account
}

function checkPart(value: string | undefined, part: AccountPart, role: LedgerRole, field: string): void {
  if (value === undefined) {
    if (part === 'required') fail('ledger.account_unknown', { field, because: `is missing, and ${role} is kept for each`, facts: { role } })
    return
  }
  if (part === 'none') fail('ledger.account_unknown', { field, because: `is ${describeValue(value)}, and ${role} is not split by it`, facts: { role } })
  checkText(value, { field })
}

/** True when role, billing account and routing are the same; an absent part equals only an absent part. */
export function sameLedgerAccount(a: LedgerAccount, b: LedgerAccount): boolean {
  return a.role === b.role && a.account === b.account && a.routing === b.routing
}

/** One text for each account: equal only for equal ones, whatever their parts hold. Orders accounts by role, then account, then routing. */
export function ledgerAccountKey({ role, account, routing }: LedgerAccount): string {
  return canonicalJson([role, account ?? null, routing ?? null])
}

export interface LedgerAccountIdentity {
  readonly tenant: TenantId
  readonly currency: CurrencyCode
  readonly account: LedgerAccount
}

/** The id of an account across books: tenant, currency, role, billing account and routing all count. */
export function ledgerAccountId({ tenant, currency, account }: LedgerAccountIdentity, digest?: Digest): Hash {
  const { role, account: party, routing } = account
  return hashContent('ledger-account/1', [tenant, currency, role, party ?? null, routing ?? null], digest)
}
