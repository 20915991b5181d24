import { isFarthingError } from '@farthing/core'
import { invoiceState, overdueFrom } from '@farthing/ledger'
import type { BillingContext } from '../../context.js'
import { transitionInvoice, type TransitionInvoice } from '../../invoices/lifecycle/transition-invoice.js'
import { openItemsOfAccount } from '../../ledger/account-book.js'
import { eachAccount } from '../each-account.js'
import type { Job } from '../job.js'

export const overdue: Job = {
  does: 'Takes invoices whose due date has passed, and that are open, to overdue.',
  schedule: (zone) => ({ every: 'day', at: '02:00', zone }),
  step: eachAccount(async (context, account, { keyOf }) => {
    let moved = 0
    for (const invoice of await fallenDue(context, account)) moved += (await fallDue(context, { key: keyOf(invoice), invoice })) ? 1 : 0
    return { counts: { overdue: moved } }
  }),
}

/** `false` where it was paid meanwhile, or is overdue by somebody else. */
async function fallDue(context: BillingContext, invoice: Pick<TransitionInvoice, 'key' | 'invoice'>): Promise<boolean> {
  try {
    await transitionInvoice(context, { ...invoice, cause: 'fall_due' })
    return true
  } catch (error) {
    if (isFarthingError(error) && error.code === 'invoice.transition') return false
    throw error
  }
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
