import { invoiceState, overdueFrom } from '@farthing/ledger'
import type { BillingContext } from '../../context.js'
import { transitionInvoice } from '../../invoices/lifecycle/transition-invoice.js'
import { openItemsOfAccount } from '../../ledger/account-book.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

export const overdue: Job = {
  does: 'Takes invoices whose due date has passed, and that are open, to overdue.',
  schedule: (zone) => ({ every: 'day', at: '02:00', zone }),
  step: eachAccount(async (context, account, { keyOf }) => {
    const due = await fallenDue(context, account)
    for (const invoice of due) await transitionInvoice(context, { key: keyOf(invoice), invoice, cause: 'fall_due' })
    return { overdue: due.length }
  }),
}

/** Ids of open invoices whose due date has passed. */
function fallenDue(context: BillingContext, account: string): Promise<readonly string[]> {
  const now = context.clock.now()
  return context.storage.transaction(context.tenant, async (stores) => {
    const ids = new Set((await openItemsOfAccount(stores, account)).flatMap(({ item }) => item ?? []))
    const due: string[] = []
    for (const id of ids) {
      const invoice = await stores.documents.get(id)
      if (invoice?.dueDate === undefined || now < overdueFrom(invoice.dueDate, invoice.zone)) continue
      const { status } = invoiceState(invoice, await stores.documents.statuses(id))
      if (status === 'issued' || status === 'partially_paid') due.push(id)
    }
    return due
  })
}
