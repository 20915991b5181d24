import { checkInterval, type CurrencyCode, type Hash, type Instant, type Interval, type LocalDate } from '@farthing/core'
import { compareBookings } from '../booking-order.js'
import { sameLedgerAccount, type LedgerAccount } from '../ledger-account.js'
import type { LedgerTransaction } from '../ledger-transaction.js'
import { addMinor, sumMinor } from '../minor-amount.js'
import type { LedgerTransactionKind } from '../transaction-kinds.js'

export interface StatementScope extends Interval {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
}

export interface StatementLine {
  readonly transaction: Hash
  readonly kind: LedgerTransactionKind
  readonly reference: string
  readonly item?: string
  readonly bookedAt: Instant
  readonly accountingDate: LocalDate
  /** Positive is a debit. */
  readonly amountMinor: string
  /** After this line. */
  readonly balanceMinor: string
}

/** The movements of one account and currency. `closingMinor` = `openingMinor` + Σ `amountMinor`. */
export interface Statement extends StatementScope {
  readonly openingMinor: string
  readonly lines: readonly StatementLine[]
  readonly closingMinor: string
}

/**
 * What happened on an account between two instants, by booking time, with the balance after each entry.
 *
 * Half-open, so that the closing balance of one statement is the opening balance of the next. Entries of one instant stand in the
 * order in which business goes (what is owed before what settles it), then by transaction id; those of one transaction in its order.
 *
 * @throws `period.ends_before_start`, `time.*`
 */
export function statementOf(transactions: Iterable<LedgerTransaction>, scope: StatementScope): Statement {
  const { account, currency } = scope
  const { from, to } = checkInterval(scope)
  const earlier: string[] = []
  const inside: Omit<StatementLine, 'balanceMinor'>[] = []
  for (const { id, kind, reference, bookedAt, accountingDate, entries } of transactions) {
    if (bookedAt >= to) continue
    for (const entry of entries) {
      if (entry.currency !== currency || !sameLedgerAccount(entry.account, account)) continue
      const { amountMinor, item } = entry
      if (bookedAt < from) earlier.push(amountMinor)
      else inside.push({ transaction: id, kind, reference, ...(item !== undefined && { item }), bookedAt, accountingDate, amountMinor })
    }
  }
  const openingMinor = sumMinor(earlier)
  let closingMinor = openingMinor
  const lines = inside.sort(byTime).map((line) => {
    closingMinor = addMinor(closingMinor, line.amountMinor)
    return { ...line, balanceMinor: closingMinor }
  })
  return { account, currency, from, to, openingMinor, lines, closingMinor }
}

type Placed = Pick<StatementLine, 'bookedAt' | 'kind' | 'transaction'>

function byTime(a: Placed, b: Placed): number {
  return compareBookings({ ...a, id: a.transaction }, { ...b, id: b.transaction })
}
