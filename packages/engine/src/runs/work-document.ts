import { assertInvariant, hashContent } from '@farthing/core'
import type { RunDocument, Stores } from '@farthing/ports'
import { accrueUsage } from '../accruals/accrue-usage.js'
import { ratePeriod } from '../accruals/rate-period.js'
import { keepingNothing } from '../commands/keeping-nothing.js'
import type { BillingContext } from '../context.js'
import type { InvoiceScope } from '../invoices/draft-invoice.js'
import { draftDue, issueInvoice } from '../invoices/issue-invoice.js'
import { amountsOf, comparedLater, documentJudge, type DocumentWork } from './judge-document.js'
import { reasonOf } from './run-records.js'

/**
 * Issues one document, once, however often it is tried: its key follows from the run, the account and the document. What does not come to a document has its usage
 * booked as accrued, where the run says so.
 *
 * @throws `storage.*`: then nothing is known, and the same again goes on
 */
export async function issueDocument(context: BillingContext, work: DocumentWork): Promise<RunDocument> {
  const { run: { actor, correlation }, due, release } = work
  const { judge, judged } = documentJudge(context, work)
  try {
    const command = { key: keyOf(context, work), actor, correlation, ...scopeOf(work), ...(release === undefined ? {} : { release }) }
    const { id, number, contentHash, currency, totals } = await issueInvoice(context, command, judge)
    const issued = { ...due, outcome: 'issued', invoice: id, number, contentHash, amounts: amountsOf(currency, totals) } as const
    // A repeat finds the document, and judges nothing.
    return { ...issued, ...(judged().contentHash === undefined ? await comparedLater(context, work, scopeOf(work), totals.net) : judged()) }
  } catch (error) {
    return accrued(context, work, { ...due, ...(await outcomeOf(context, work, error)), ...judged() })
  }
}

/**
 * What issuing a document would come to, by the same steps in a transaction that keeps nothing.
 *
 * @throws `storage.*`
 */
export async function previewDocument(context: BillingContext, work: DocumentWork): Promise<RunDocument> {
  const { judge, judged } = documentJudge(context, work)
  try {
    await keepingNothing(context, (stores, outside) => draftDue(context, stores, scopeOf(work), { at: context.clock.now(), outside, judge }))
    return { ...work.due, outcome: 'previewed', ...judged() }
  } catch (error) {
    return { ...work.due, ...(await outcomeOf(context, work, error)), ...judged() }
  }
}

function scopeOf({ account, due: { side, group, from, to } }: DocumentWork): InvoiceScope {
  return { account, side, period: { from, to }, ...(group === undefined ? {} : { group }) }
}

/** One command for each attempt: what was decided meanwhile makes another one, and the document of an account and period is one in any case. */
function keyOf({ digest }: BillingContext, { run, account, due: { side, group, from, to }, attempt }: DocumentWork): string {
  return `run/${hashContent('run-document/1', [run.id, account, side, group ?? null, from, to, attempt], digest)}`
}

async function outcomeOf(context: BillingContext, work: DocumentWork, error: unknown): Promise<Pick<RunDocument, 'outcome'> & Partial<RunDocument>> {
  const failure = reasonOf(error)
  const { code, field, facts } = failure
  if (code === 'invoice.zero') return { outcome: 'skipped' }
  if (code === 'window.open') return { outcome: 'open', failure }
  if (code === 'invoice.held') return { outcome: 'held', failure }
  if (code !== 'invoice.exists' || field !== 'period') return { outcome: 'failed', failure }
  const { invoice, isOwn } = await context.storage.transaction(context.tenant, async (stores) => {
    const id = String(facts.invoice)
    return { invoice: await stores.documents.get(id), isOwn: await isIssuedBy(context, stores, work, id) }
  })
  assertInvariant(invoice !== undefined, 'an invoice that exists is stored')
  const { id, number, contentHash, currency, totals } = invoice
  const present = { invoice: id, number, contentHash, amounts: amountsOf(currency, totals) }
  return isOwn ? { outcome: 'issued', ...present, ...(await comparedLater(context, work, scopeOf(work), totals.net)) } : { outcome: 'present', ...present }
}

/** Whether an attempt before this one has issued it: of this run, or of another process that was at the same account. */
async function isIssuedBy(context: BillingContext, { commands }: Stores, work: DocumentWork, invoice: string): Promise<boolean> {
  for (let attempt = 0; attempt < work.attempt; attempt += 1) {
    if ((await commands.get('invoices.issue', keyOf(context, { ...work, attempt })))?.result === invoice) return true
  }
  return false
}

const waiting: readonly RunDocument['outcome'][] = ['open', 'held', 'failed']

/** Books the usage of a document that is not issued. What keeps it from being rated is its failure already. */
async function accrued(context: BillingContext, work: DocumentWork, document: RunDocument): Promise<RunDocument> {
  const { actor, correlation, accrues } = work.run
  if (!accrues || !waiting.includes(document.outcome)) return document
  try {
    const key = keyOf(context, work)
    const { id } = await ratePeriod(context, { key, actor, correlation, ...scopeOf(work) })
    await accrueUsage(context, { key, actor, correlation, run: id })
    return document
  } catch (error) {
    const failure = reasonOf(error)
    return document.outcome === 'open' ? { ...document, outcome: 'failed', failure } : document
  }
}
