import { addAll, isZero, type Instant } from '@farthing/core'
import { reverseTransaction, type IssuedInvoice, type LedgerTransactionKind } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { releaseAdjustments } from '../../adjustments/apply-adjustments.js'
import type { BillingContext } from '../../context.js'
import { consumptionsOf } from '../../credits/consumptions-of.js'
import { restoreCredits } from '../../credits/restore-credits.js'
import { bookOf } from '../../ledger/account-book.js'
import { withdrawWhenVoid } from '../../tax/due-filings.js'

interface VoidStep {
  readonly at: Instant
  readonly actor: string
  readonly reason?: string
}

/** What the issue of an invoice has booked, and what was given up of it: a claim that there is not was not lost either. */
const booked: readonly LedgerTransactionKind[] = ['invoice_issued', 'credit_burned', 'written_off']

/** Takes back what the issue of an invoice did beside keeping it, in the transaction that makes it void. What is reversed already stays so. */
export async function takeBackInvoice(context: BillingContext, stores: Stores, invoice: IssuedInvoice, { at, actor, reason }: VoidStep): Promise<void> {
  const { id: document, account } = invoice
  for (const recorded of await bookOf(stores, account)) {
    if (recorded.reference !== document || !booked.includes(recorded.kind)) continue
    const reversal = reverseTransaction({ recorded, bookedAt: at, actor, ...(reason === undefined ? {} : { cause: reason }) }, { digest: context.digest })
    if ((await stores.ledger.get(reversal.id)) === undefined) await stores.ledger.put(reversal)
  }
  const consumed = addAll(consumptionsOf(invoice).map(({ amount }) => amount))
  if (!isZero(consumed)) await restoreCredits(context, stores, { document, amount: consumed, creditNote: `void/${document}`, at, bookedAt: at })
  await releaseAdjustments(stores, account, { document, at, actor })
  await withdrawWhenVoid(stores, { document, at })
}
