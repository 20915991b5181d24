import { compareBytes, type CurrencyCode } from '@farthing/core'
import type { LedgerRole } from '../chart-of-accounts.js'
import type { LedgerTransaction } from '../ledger-transaction.js'

/** Where a billing account stands in one currency. Minor units, each positive in its ordinary sense. */
export interface CustomerBalance {
  readonly currency: CurrencyCode
  /** Owed on issued documents. */
  readonly receivableMinor: string
  /** Used and not billed yet. */
  readonly accruedMinor: string
  /** Paid credit that is left. */
  readonly creditMinor: string
  /** Promotional credit that is left. */
  readonly promotionalMinor: string
  /** Money received that settles nothing yet. */
  readonly unappliedMinor: string
  /** What is left to use up: paid credit and unapplied money, less what is owed and accrued. Negative when the account owes. */
  readonly availableMinor: string
}

type Kept = 'receivable' | 'accrued_receivable' | 'customer_credit' | 'promotional_credit' | 'unapplied_cash'

const none: Readonly<Record<Kept, bigint>> = { receivable: 0n, accrued_receivable: 0n, customer_credit: 0n, promotional_credit: 0n, unapplied_cash: 0n }

/**
 * The live balances of a billing account, one for each currency that it was ever posted in, by currency code. Currencies are never summed.
 */
export function customerBalances(transactions: Iterable<LedgerTransaction>, account: string): readonly CustomerBalance[] {
  const byCurrency = new Map<CurrencyCode, Record<Kept, bigint>>()
  for (const { entries } of transactions) {
    for (const { account: place, currency, amountMinor } of entries) {
      if (place.account !== account || !isKept(place.role)) continue
      const sums = byCurrency.get(currency) ?? { ...none }
      sums[place.role] += BigInt(amountMinor)
      byCurrency.set(currency, sums)
    }
  }
  return [...byCurrency].sort(([a], [b]) => compareBytes(a, b)).map(([currency, sums]) => balanceIn(currency, sums))
}

function isKept(role: LedgerRole): role is Kept {
  return Object.hasOwn(none, role)
}

function balanceIn(currency: CurrencyCode, sums: Readonly<Record<Kept, bigint>>): CustomerBalance {
  const { receivable, accrued_receivable: accrued } = sums
  const [credit, promotional, unapplied] = [-sums.customer_credit, -sums.promotional_credit, -sums.unapplied_cash]
  return {
    currency,
    receivableMinor: receivable.toString(),
    accruedMinor: accrued.toString(),
    creditMinor: credit.toString(),
    promotionalMinor: promotional.toString(),
    unappliedMinor: unapplied.toString(),
    availableMinor: (credit + unapplied - receivable - accrued).toString(),
  }
}
