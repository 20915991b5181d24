import { selectCharges } from '@farthing/ledger'
import type { RatingRun } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { findInvoiceSubject, type InvoiceScope } from '../invoices/draft-invoice.js'
import { refuseSecondInvoice } from '../invoices/issue-invoice.js'
import { rateBilled } from '../rating/rate-billed.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { keepRating } from './keep-rating.js'

export interface RatePeriod extends InvoiceScope, CommandOptions {}

/**
 * Rates an open or ended period of an account as its usage stands now, and keeps the result: a step of its own, before any posting and any document.
 * It bills nothing and draws no number; the invoice rates again when it is issued.
 *
 * @throws `invoice.exists` once the document of the period is issued; `period.*`, `account.unknown`, `command.conflict`, and what rating refuses
 */
export function ratePeriod(context: BillingContext, input: RatePeriod): Promise<RatingRun> {
  return runCommand(context, {
    kind: 'rating.run',
    input,
    perform: async (stores, at) => {
      const subject = await findInvoiceSubject(context, stores, input)
      refuseSecondInvoice(subject)
      const { account, period, place } = subject
      const { ratings, charges } = await rateBilled(context, stores, await usageAtCut(context, stores, subject.billed))
      const { side, group, sequence, billedBefore } = place
      const document = { tenant: context.tenant, account: account.id, currency: account.currency, ...period, side, ...(group !== undefined && { group }), sequence }
      const { id } = await keepRating(context, stores, { document, ratings, charges, selected: selectCharges(charges, { ...period, ...place }), billedBefore, at })
      return id
    },
    recall: (stores, id) => stores.ratingRuns.get(id),
  })
}
