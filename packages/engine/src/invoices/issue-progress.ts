import { addAll, compare, fail, parseDecimal, signOf, type Decimal } from '@farthing/core'
import { reachesThreshold, type IssuedInvoice } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { draftInvoice, findInvoiceSubject, type InvoiceScope } from './draft-invoice.js'
import { isInAdvance } from './document-place.js'
import { holdUnusual, type ReleaseOptions } from './hold-unusual.js'
import { refuseBilledElsewhere, refuseSecondInvoice } from './issue-invoice.js'
import { keepInvoice } from './keep-invoice.js'
import { takeTurn } from './take-turn.js'

export interface IssueProgress extends InvoiceScope, CommandOptions, ReleaseOptions {
  /** What has to be open, in major units of the account's currency; anything above 0 unless given. */
  readonly threshold?: Decimal
}

/**
 * Issues an invoice within its period, of all that has come together since the last one: a progressive invoice. The period stays open, and its last invoice
 * takes off what this one bills. Terms of a period with a progressive invoice no longer change.
 *
 * With a threshold of 1,000: at 1,050 the first invoice is due, over 1,050. At 2,400 the next one, over 1,350.
 *
 * @throws `invoice.not_progressive` outside of the period, and while less than the threshold is open; and what `issue` refuses
 */
export function issueProgress(context: BillingContext, input: IssueProgress): Promise<IssuedInvoice> {
  return runCommand(context, {
    kind: 'invoices.issueProgress',
    input,
    perform: async (stores, at, outside) => {
      await takeTurn(stores, input.account)
      const subject = await findInvoiceSubject(context, stores, input)
      const { period: { from, to }, place } = subject
      if (isInAdvance(place.group)) refuse('group', 'is of charges in advance, which are due as a whole')
      if (at < from || at >= to) refuse('period', `is ${from} to ${to}, and it is ${at}`)
      refuseSecondInvoice(subject)
      const drafted = await draftInvoice(context, stores, subject, outside)
      refuseBilledElsewhere(subject, drafted)
      await holdUnusual(context, stores, subject, drafted, input)
      const billed = addAll(place.billedBefore.map(({ amount }) => amount))
      const threshold = thresholdOf(input)
      if (!reachesThreshold({ charges: drafted.selected, billed, threshold }) || signOf(drafted.draft.totals.subtotal) <= 0) {
        refuse('threshold', `is ${threshold}, and less is open`)
      }
      return (await keepInvoice(context, stores, { drafted, at, actor: input.actor ?? 'system' })).id
    },
    recall: (stores, id) => stores.documents.get(id),
  })
}

function thresholdOf({ threshold = '0' }: IssueProgress): Decimal {
  const parsed = parseDecimal(threshold, 'threshold')
  return compare(parsed, '0') < 0 ? refuse('threshold', `is ${parsed}, below 0`) : parsed
}

function refuse(field: string, because: string): never {
  return fail('invoice.not_progressive', { field, because })
}
