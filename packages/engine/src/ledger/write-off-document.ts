import { compareMoney, fail, fromMinorUnits, money, type Money } from '@farthing/core'
import { invoiceMoves, invoiceState, openItems, postWriteOff, type InvoiceMove, type IssuedInvoice, type LedgerTransaction } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { moveDocument } from '../invoices/lifecycle/move-document.js'
import { bookOf } from './account-book.js'

export interface WriteOffDocument extends CommandOptions {
  /** Id of the invoice. */
  readonly document: string
  /** What it is booked under, such as `insolvency`. */
  readonly reason: string
  /** All that is open unless given. */
  readonly amount?: Money
}

/**
 * Gives up what is open of a document, or a part of it. Waits for payments of the account that are being booked, and they for it.
 *
 * @throws `invoice.unknown`; `ledger.amount_invalid` for more than is open, or when nothing is; `money.*`, `command.conflict`
 */
export function writeOffDocument(context: BillingContext, input: WriteOffDocument): Promise<LedgerTransaction> {
  return runCommand(context, {
    kind: 'ledger.writeOff',
    input,
    perform: async (stores, bookedAt) => {
      const { key, document, reason, actor, correlation } = input
      const invoice = await stores.documents.get(document)
      if (invoice === undefined) return fail('invoice.unknown', { field: 'document', because: `is ${JSON.stringify(document)}` })
      await stores.accounts.lock(invoice.account)
      const open = await openOf(stores, invoice)
      const amount = input.amount === undefined ? open : money(input.amount.amount, input.amount.currency, 'amount')
      if (compareMoney(amount, open) > 0) fail('ledger.amount_invalid', { field: 'amount', because: `is ${amount.amount}, and ${open.amount} ${open.currency} is open`, facts: { open: open.amount } })
      const said = { ...(actor !== undefined && { actor }), ...(correlation !== undefined && { correlation }) }
      const posting = postWriteOff({ tenant: context.tenant, key, reference: document, bookedAt, ...said, account: invoice.account, document, reason, amount }, { digest: context.digest })
      await stores.ledger.put(posting)
      if (compareMoney(amount, open) === 0) await giveUp(stores, invoice, { at: bookedAt, actor: actor ?? 'system', reason })
      return posting.id
    },
    recall: (stores, id) => stores.ledger.get(id),
  })
}

/** A part that is given up changes no status, and neither does what is left open by an adjustment of a document that is paid. */
async function giveUp(stores: Stores, invoice: IssuedInvoice, step: Pick<InvoiceMove, 'at' | 'actor' | 'reason'>): Promise<void> {
  const { status } = invoiceState(invoice, await stores.documents.statuses(invoice.id))
  if (invoiceMoves[status].write_off !== undefined) await moveDocument(stores, invoice, { cause: 'write_off', ...step })
}

async function openOf(stores: Stores, { id, account, currency }: IssuedInvoice): Promise<Money> {
  const items = openItems(await bookOf(stores, account), { role: 'receivable', account })
  const open = items.find((one) => one.item === id && one.currency === currency)
  return fromMinorUnits(open?.amountMinor ?? '0', currency)
}
