import { add, assertInvariant, canonicalJson, checkJson, isZero, type CurrencyCode, type Decimal } from '@farthing/core'
import { balanceOf } from '../book/balances/balance-of.js'
import { trialBalance } from '../book/balances/trial-balance.js'
import type { LedgerTransaction } from '../book/ledger-transaction.js'

/** L-ZERO for one transaction: every currency sums to zero, and no entry is zero. Throws where not. */
export function assertBalanced({ entries }: LedgerTransaction): void {
  const sums = new Map<CurrencyCode, Decimal>()
  for (const { currency, amountMinor } of entries) {
    assertInvariant(/^-?[1-9][0-9]*$/.test(amountMinor), 'an entry is a non-zero whole number of minor units')
    sums.set(currency, add(sums.get(currency) ?? '0', amountMinor as Decimal))
  }
  for (const [currency, sum] of sums) assertInvariant(isZero(sum), `a transaction is balanced in ${currency}: ${sum}`)
}

/** L-ZERO for a book: every transaction is balanced, and so the balances of all accounts sum to zero in every currency. Throws where not. */
export function assertBookBalanced(book: readonly LedgerTransaction[]): void {
  book.forEach(assertBalanced)
  const sums = new Map<CurrencyCode, bigint>()
  for (const { currency, balanceMinor } of trialBalance(book)) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(balanceMinor))
  for (const [currency, sum] of sums) assertInvariant(sum === 0n, `a book is balanced in ${currency}: ${sum}`)
}

/** L-FOLD: the balance of every account is the sum of its entries, in whatever order the book is read. Throws where not. */
export function assertFold(book: readonly LedgerTransaction[]): void {
  const reordered = [...book].reverse()
  const rows = trialBalance(book)
  assertSame(rows, trialBalance(reordered), 'a trial balance does not depend on the order of transactions')
  for (const { account, currency, balanceMinor, debitMinor, creditMinor } of rows) {
    const balance = balanceOf(reordered, account).find((one) => one.currency === currency)
    assertInvariant(balance?.amountMinor === balanceMinor, `the balance of ${account.role} in ${currency} is the fold of its entries`)
    assertInvariant(BigInt(debitMinor) - BigInt(creditMinor) === BigInt(balanceMinor), `debits less credits of ${account.role} are its balance in ${currency}`)
  }
}

/** L-APPEND: what a book held before, it holds after, byte for byte. Throws where not. */
export function assertAppended(before: readonly LedgerTransaction[], after: readonly LedgerTransaction[]): void {
  const kept = new Map(after.map((transaction) => [transaction.id, transaction]))
  for (const transaction of before) assertSame(kept.get(transaction.id) ?? null, transaction, `transaction ${transaction.id} is kept as it was`)
}

function assertSame(actual: unknown, expected: unknown, law: string): void {
  assertInvariant(canonicalJson(checkJson(actual, 'actual')) === canonicalJson(checkJson(expected, 'expected')), law)
}
