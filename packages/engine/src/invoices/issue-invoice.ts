import { fail, type Instant } from '@farthing/core'
import { issueInvoice as issueDraft, postInvoice, type DraftInvoice, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { sealUsage } from '../usage/seal-usage.js'
import { draftInvoice, type DraftedInvoice, type InvoiceScope } from './draft-invoice.js'

export interface IssueInvoice extends InvoiceScope, CommandOptions {}

/**
 * Issues the invoice of an account and period, once: seals the usage, keeps the ratings, numbers the document last, and keeps it with its
 * evidence and its posting, all in one transaction.
 *
 * The period must have ended by the clock. An account is invoiced once for a period and currency, whatever the key: another command for the
 * same period is refused with the invoice that exists.
 *
 * @throws `window.open`, `invoice.exists`, `period.not_found`, `period.ambiguous`, `account.unknown`, `meter.too_many_groups`,
 *   `command.conflict`, and what rating and `assembleInvoice` refuse
 */
export function issueInvoice(context: BillingContext, input: IssueInvoice): Promise<IssuedInvoice> {
  const { account, period } = input
  return runCommand(context, {
    kind: 'invoices.issue',
    input,
    perform: async (stores, at) => {
      const drafted = await draftInvoice(context, stores, { account, period })
      refuseOpenPeriod(drafted.draft, at)
      await refuseSecondInvoice(stores, drafted.draft)
      return (await keep(context, stores, drafted, at)).id
    },
    recall: (stores, id) => stores.documents.get(id),
  })
}

function refuseOpenPeriod({ to }: DraftInvoice, at: Instant): void {
  if (at < to) fail('window.open', { field: 'period', because: `ends at ${to}, and it is ${at}`, facts: { to, at } })
}

/** Says which invoice exists; what decides is the unique key that its document has in the storage. */
async function refuseSecondInvoice(stores: Stores, { account, currency, from, to }: DraftInvoice): Promise<void> {
  const existing = (await stores.documents.findByPeriod(account, { from, to })).find((invoice) => invoice.currency === currency)
  if (existing === undefined) return
  const { id, number } = existing
  fail('invoice.exists', { field: 'period', because: `is ${from} to ${to}, for which ${account} has invoice ${number}`, facts: { invoice: id, number } })
}

async function keep({ series, digest }: BillingContext, stores: Stores, { draft, usage, ratings, charges }: DraftedInvoice, at: Instant): Promise<IssuedInvoice> {
  await sealUsage(stores, usage)
  for (const charge of charges) await stores.charges.put(charge)
  const number = numberText(series, await stores.documents.nextNumber(series))
  const invoice = issueDraft(draft, { number, series, issuedAt: at, ratings }, digest)
  await stores.documents.put(invoice)
  await stores.documents.putEvidence({ format: 'invoice-evidence/1', invoice, ratings })
  const posting = postInvoice(invoice, digest)
  if (posting !== undefined) await stores.ledger.put(posting)
  return invoice
}

const numberDigits = 6

/** `INV-000001`; wider once a series has passed a million. */
function numberText(series: string, number: number): string {
  return `${series}-${String(number).padStart(numberDigits, '0')}`
}
