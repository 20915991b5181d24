import { describeValue, fail, type CurrencyCode } from '@farthing/core'
import { balanceOf } from '../balances/balance-of.js'
import { chartOfAccounts } from '../chart-of-accounts.js'
import { checkLedgerAccount, type LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { negateMinor } from '../minor-amount.js'
import type { Hold, HoldPool } from './hold.js'

export interface HoldPoolSource {
  readonly transactions: Iterable<LedgerTransaction>
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** `"0"` unless given. */
  readonly floorMinor?: string
  /** Holds of the account and currency, as recorded. */
  readonly holds?: readonly Hold[]
}

const wholeNumber = /^(0|-?[1-9][0-9]{0,37})$/

/** A pool whose balance is that of the book. Holds that were posted are in it through their postings. */
export function openHoldPool({ transactions, account, currency, floorMinor = '0', holds = [] }: HoldPoolSource): HoldPool {
  checkLedgerAccount(account)
  if (!wholeNumber.test(floorMinor)) fail('hold.invalid', { field: 'floorMinor', because: `is ${describeValue(floorMinor)}` })
  const balance = balanceOf(transactions, account).find((one) => one.currency === currency)?.amountMinor ?? '0'
  const balanceMinor = chartOfAccounts[account.role].normal === 'credit' ? negateMinor(balance) : balance
  return { account, currency, balanceMinor, floorMinor, holds }
}
