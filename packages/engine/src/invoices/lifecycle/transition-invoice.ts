import { describeValue, fail } from '@farthing/core'
import { overdueFrom, type InvoiceStatusRecord, type IssuedInvoice } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../../commands/run-command.js'
import type { BillingContext } from '../../context.js'
import { isVoid } from '../document-place.js'
import { moveDocument } from './move-document.js'
import { takeBackInvoice } from './take-back-invoice.js'

export interface TransitionInvoice extends CommandOptions {
  /** Id of the invoice. */
  readonly invoice: string
  /** What payments, refunds, chargebacks, write-offs and credit notes do to a document comes from them. */
  readonly cause: 'fall_due' | 'void'
  /** Needed to void. */
  readonly reason?: string
}

/**
 * Takes an invoice to its next status by hand: overdue, once its due date has passed, or void, as long as nothing is settled on it. Making it void takes back
 * what it did: its postings are mirrored, its credit goes back to the grants, adjustments wait for the next document, and its taxes are withdrawn. Its period
 * may be invoiced again.
 *
 * Waits for payments of the account that are being booked, and they for it.
 *
 * @throws `invoice.unknown`; `invoice.corrected` for voiding what has a correction, which `corrections.cancel` takes back; `invoice.transition` for a move that is not in the table, a due date that has not passed or is not there, a document with
 *   something settled or taken off by a later one of its period, a missing reason; `command.conflict`
 */
export function transitionInvoice(context: BillingContext, input: TransitionInvoice): Promise<InvoiceStatusRecord> {
  return runCommand(context, {
    kind: 'invoices.transition',
    input,
    perform: async (stores, at) => {
      const { invoice: id, cause, actor = 'system', reason } = input
      const invoice = await loadInvoice(stores, id)
      await stores.accounts.lock(invoice.account)
      const step = { cause, at, actor, ...(reason === undefined ? {} : { reason }) }
      if (!byHand.includes(cause)) refuse('cause', `is ${describeValue(cause)}, which no command moves a document by`)
      if (cause === 'fall_due') refuseEarly(invoice, at)
      if (cause === 'void') await refuseUnvoidable(stores, invoice)
      const { revision } = await moveDocument(stores, invoice, step, context.digest)
      if (cause === 'void') await takeBackInvoice(context, stores, invoice, step)
      return JSON.stringify([id, revision])
    },
    recall: async (stores, reference) => {
      const [id, revision] = JSON.parse(reference) as [string, number]
      return (await stores.documents.statuses(id))[revision - 1]
    },
  })
}

const byHand: readonly string[] = ['fall_due', 'void']

/** @throws `invoice.unknown` */
export async function loadInvoice(stores: Stores, id: string): Promise<IssuedInvoice> {
  return (await stores.documents.get(id)) ?? fail('invoice.unknown', { field: 'invoice', because: `is ${JSON.stringify(id)}` })
}

function refuseEarly({ dueDate, zone }: IssuedInvoice, at: string): void {
  if (dueDate === undefined) return refuse('cause', 'is fall_due, and the document has no due date')
  const from = overdueFrom(dueDate, zone)
  if (at < from) refuse('cause', `is fall_due, and the document is due on ${dueDate}: overdue from ${from}, and it is ${at}`)
}

async function refuseUnvoidable(stores: Stores, invoice: IssuedInvoice): Promise<void> {
  await refuseCorrected(stores, invoice)
  await refuseTakenOff(stores, invoice)
}

/** What corrections billed or credited beside the invoice would stand for ever, and be billed again with its period. */
async function refuseCorrected(stores: Stores, { id, number }: IssuedInvoice): Promise<void> {
  const corrected = (await stores.corrections.records(id)).filter(({ correction }) => correction !== undefined)
  if (corrected.length === 0) return
  const documents = corrected.flatMap(({ note }) => note?.number ?? [])
  const by = documents.length === 0 ? '' : ` by ${documents.join(', ')}`
  fail('invoice.corrected', { field: 'invoice', because: `is ${number}, which has been corrected${by}: cancel it by a credit note, with corrections.cancel`, facts: { invoice: id, documents } })
}

/** What a later document takes off as billed would be billed nowhere if this one were void. */
async function refuseTakenOff(stores: Stores, { id, account, from, to }: IssuedInvoice): Promise<void> {
  for (const other of await stores.documents.findByPeriod(account, { from, to })) {
    const takesOff = other.lines.some(({ adjustments = [] }) => adjustments.some(({ stage, rule }) => stage === 'billed-before' && rule === id))
    if (takesOff && !(await isVoid(stores, other))) refuse('cause', `is void, and invoice ${other.number} takes off what this one bills: that has to be void first`)
  }
}

function refuse(field: string, because: string): never {
  return fail('invoice.transition', { field, because })
}
