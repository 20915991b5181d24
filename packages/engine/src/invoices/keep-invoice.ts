import type { Instant } from '@farthing/core'
import { invoiceCreated, invoiceIdOf, issueInvoice as issueDraft, postInvoice, postSettlements, type InvoiceEvidence, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { keepRating } from '../accruals/keep-rating.js'
import { takeBackAccruals } from '../accruals/take-back-accruals.js'
import { applyAdjustments } from '../adjustments/apply-adjustments.js'
import type { BillingContext } from '../context.js'
import { consumeCredits } from '../credits/consume-credits.js'
import { consumeGrantedUnits } from '../credits/consume-granted-units.js'
import { consumptionsOf } from '../credits/consumptions-of.js'
import { tell } from '../outbox/tell.js'
import { fileWhenIssued } from '../tax/due-filings.js'
import type { DraftedInvoice } from './draft-invoice.js'
import { startDocument } from './lifecycle/move-document.js'
import { drawNumber } from './numbering/draw-number.js'

export interface KeepInvoice {
  readonly drafted: DraftedInvoice
  readonly at: Instant
  readonly actor: string
}

/**
 * Keeps what a draft was rated from, numbers it, and keeps the document with its evidence, its postings, its first status and what others are told, all in
 * the caller's transaction. The number comes as late as it can: from then on, others who want one of this series wait.
 */
export async function keepInvoice(context: BillingContext, stores: Stores, { drafted, at, actor }: KeepInvoice): Promise<IssuedInvoice> {
  const { draft, ratings, charges, selected, grants, taken, taxRequest } = drafted
  const { digest } = context
  await keepRating(context, stores, { document: draft, ratings, charges, selected, billedBefore: drafted.terms?.billedBefore ?? [], at })
  const document = invoiceIdOf(draft, digest)
  await consumeCredits(context, stores, { document, consumptions: consumptionsOf(draft), grants, at: draft.to, bookedAt: at })
  await consumeGrantedUnits(context, stores, { document, account: draft.account, period: draft, charges: selected, grants, bookedAt: at })
  await applyAdjustments(stores, taken, { document, at, actor })
  await takeBackAccruals(context, stores, { document, account: draft.account, at, actor })
  await fileWhenIssued(context, stores, { document, at, request: taxRequest })
  const evidence = evidenceOf(drafted)
  // Before the number: who tells of an account and draws a number takes them in this order, so that nobody waits in a circle.
  await tell(stores, invoiceCreated(draft, at, digest))
  const number = await drawNumber(context, stores, 'invoices', { issuedAt: at, zone: draft.zone })
  const invoice = issueDraft(draft, { ...number, issuedAt: at, ...evidence }, digest)
  await stores.documents.put(invoice)
  await stores.documents.putEvidence({ format: 'invoice-evidence/1', invoice, ...evidence })
  await postDocument(stores, invoice, digest)
  await startDocument(stores, invoice, { cause: 'issue', at, actor }, digest)
  return invoice
}

/** What the document follows from beside what stands on it. */
function evidenceOf({ ratings, accountRatings, terms }: DraftedInvoice): Omit<InvoiceEvidence, 'format' | 'invoice'> {
  return { ratings, ...(accountRatings === undefined ? {} : { accountRatings }), ...(terms === undefined ? {} : { terms }) }
}

async function postDocument(stores: Stores, invoice: IssuedInvoice, digest: BillingContext['digest']): Promise<void> {
  const posting = postInvoice(invoice, { digest })
  if (posting !== undefined) await stores.ledger.put(posting)
  for (const settlement of postSettlements(invoice, { digest })) await stores.ledger.put(settlement)
}
