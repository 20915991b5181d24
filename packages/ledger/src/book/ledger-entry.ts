import { checkText, describeValue, fail, isZero, negate, toMinorUnits, type CurrencyCode, type Money } from '@farthing/core'
import { checkLedgerAccount, type LedgerAccount } from './ledger-account.js'
import { isEntryAmount } from './minor-amount.js'

/** One side of a transaction. Positive is a debit, negative a credit. */
export interface LedgerEntry {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** Integer minor units as text, never zero. */
  readonly amountMinor: string
  /** The open item that the entry opens or settles: the id of a document, grant or payment. */
  readonly item?: string
}

/** @throws `ledger.account_unknown`, `ledger.entry_invalid`, `text.*`, naming the part of `field` */
export function checkLedgerEntry({ account, currency, amountMinor, item }: LedgerEntry, field: string): void {
  checkLedgerAccount(account, `${field}.account`)
  checkText(currency, { field: `${field}.currency` })
  if (!isEntryAmount(amountMinor)) fail('ledger.entry_invalid', { field: `${field}.amountMinor`, because: `is ${describeValue(amountMinor)}` })
  if (item !== undefined) checkText(item, { field: `${field}.item` })
}

/** What a posting says of one account. */
interface Side {
  readonly account: LedgerAccount
  readonly amount: Money
  readonly item?: string | undefined
}

/** A debit of an amount in whole minor units; none for zero, a credit for a negative one. */
export function debit({ account, amount, item }: Side): readonly LedgerEntry[] {
  if (isZero(amount.amount)) return []
  return [{ account, currency: amount.currency, amountMinor: toMinorUnits(amount), ...(item !== undefined && { item }) }]
}

/** A credit of an amount in whole minor units; none for zero, a debit for a negative one. */
export function credit({ account, amount, item }: Side): readonly LedgerEntry[] {
  return debit({ account, amount: { amount: negate(amount.amount), currency: amount.currency }, item })
}
