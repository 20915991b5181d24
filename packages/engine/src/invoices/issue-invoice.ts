import { fail, type Hash, type Instant } from '@farthing/core'
import { invoiceIdOf, issueInvoice as issueDraft, postInvoice, postSettlements, type DraftInvoice, type InvoiceEvidence, type IssuedInvoice } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { applyAdjustments } from '../adjustments/apply-adjustments.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { consumeGrantedUnits } from '../credits/consume-granted-units.js'
import { consumeCredits } from '../credits/consume-credits.js'
import { consumptionsOf } from '../credits/consumptions-of.js'
import { carryHash } from '../rating/carry-into.js'
import { sealUsage } from '../usage/seal-usage.js'
import { fileWhenIssued } from '../tax/due-filings.js'
import { closeWindows, type Waits } from '../windows/close-windows.js'
import { draftInvoice, findInvoiceSubject, type DraftedInvoice, type InvoiceScope, type InvoiceSubject } from './draft-invoice.js'

export interface IssueInvoice extends InvoiceScope, CommandOptions {}

/**
 * Issues the invoice of an account and period, once: seals the usage, keeps the ratings, numbers the document last, and keeps it with its
 * evidence, its postings and the credit that pays for it, all in one transaction.
 *
 * The period must have ended by the clock. An account is invoiced once for a period and currency, whatever the key: another command for the
 * same period is refused with the invoice that exists.
 *
 * @throws `window.open`, `invoice.exists`, `period.not_found`, `period.ambiguous`, `account.unknown`, `meter.too_many_groups`,
 *   `command.conflict`, and what rating and `assembleInvoice` refuse
 */
export function issueInvoice(context: BillingContext, input: IssueInvoice): Promise<IssuedInvoice> {
  return runCommand(context, {
    kind: 'invoices.issue',
    input,
    perform: async (stores, at, outside) => {
      const subject = await findInvoiceSubject(context, stores, input)
      refuseOpenPeriod(subject, at)
      await refuseSecondInvoice(stores, subject)
      const waits = await closeWindows(context, stores, subject.billed)
      return keep(context, stores, { ...(await draftInvoice(context, stores, subject, outside)), waits, actor: input.actor ?? 'system' }, at)
    },
    recall: (stores, id) => stores.documents.get(id),
  })
}

function refuseOpenPeriod({ period: { to } }: InvoiceSubject, at: Instant): void {
  if (at < to) fail('window.open', { field: 'period', because: `ends at ${to}, and it is ${at}`, facts: { to, at } })
}

/** Says which invoice exists; what decides is the unique key that its document has in the storage. */
async function refuseSecondInvoice(stores: Stores, { account, period }: InvoiceSubject): Promise<void> {
  const invoices = await stores.documents.findByPeriod(account.id, period)
  const existing = invoices.find(({ currency }) => currency === account.currency)
  if (existing === undefined) return
  const { id, number, from, to } = existing
  const because = `is ${from} to ${to}, for which ${account.id} has invoice ${number}`
  fail('invoice.exists', { field: 'period', because, facts: { invoice: id, number } })
}

/** The number comes as late as it can: from then on, others who want one of this series wait. */
async function keep(context: BillingContext, stores: Stores, drafted: DraftedInvoice & { readonly waits: Waits; readonly actor: string }, at: Instant): Promise<Hash> {
  const { draft, usage, ratings, charges, handedOn, grants, taken, taxRequest, waits, actor } = drafted
  const evidence = evidenceOf(drafted)
  const { series, digest } = context
  await sealUsage(context, stores, usage, waits)
  // What a subscription's changes compose is a version too, and its charges name it.
  for (const { contract } of ratings) await stores.planVersions.put(contract.planVersion)
  for (const charge of charges) await stores.charges.put(charge)
  const document = invoiceIdOf(draft, digest)
  await consumeCredits(context, stores, { document, consumptions: consumptionsOf(draft), grants, at: draft.to, bookedAt: at })
  await consumeGrantedUnits(context, stores, { document, account: draft.account, period: draft, charges: chargesOn(draft, charges), grants, bookedAt: at })
  await applyAdjustments(stores, taken, { document, at, actor })
  await fileWhenIssued(context, stores, { document, at, request: taxRequest })
  const number = numberText(series, await stores.documents.nextNumber(series))
  const invoice = issueDraft(draft, { number, series, issuedAt: at, ...evidence }, digest)
  await stores.documents.put(invoice)
  await stores.documents.putEvidence({ format: 'invoice-evidence/1', invoice, ...evidence })
  for (const each of handedOn) await stores.carries.put({ ...each, hash: carryHash(each.carry, digest), document: invoice.id })
  const posting = postInvoice(invoice, { digest })
  if (posting !== undefined) await stores.ledger.put(posting)
  for (const settlement of postSettlements(invoice, { digest })) await stores.ledger.put(settlement)
  return invoice.id
}

function chargesOn({ lines }: Pick<DraftInvoice, 'lines'>, charges: readonly Charge[]): readonly Charge[] {
  const shown = new Set(lines.map(({ id }) => id))
  return charges.filter(({ chargeKey }) => shown.has(chargeKey))
}

/** What the document follows from beside what stands on it. */
function evidenceOf({ ratings, accountRatings, terms }: DraftedInvoice): Omit<InvoiceEvidence, 'format' | 'invoice'> {
  return { ratings, ...(accountRatings === undefined ? {} : { accountRatings }), ...(terms === undefined ? {} : { terms }) }
}

const numberDigits = 6

/** `INV-000001`; wider once a series has passed a million. */
function numberText(series: string, number: number): string {
  return `${series}-${String(number).padStart(numberDigits, '0')}`
}
