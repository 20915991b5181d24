import { fail, hashContent } from '@farthing/core'
import type { DraftInvoice, InvoiceTotals } from '@farthing/ledger'
import type { BillingRun, RunAmounts, RunDocument } from '@farthing/ports'
import { accrueUsage } from '../accruals/accrue-usage.js'
import { ratePeriod } from '../accruals/rate-period.js'
import { keepingNothing } from '../commands/keeping-nothing.js'
import type { BillingContext } from '../context.js'
import type { InvoiceScope } from '../invoices/draft-invoice.js'
import { draftDue, issueInvoice, refuseUnfit, type DraftCheck } from '../invoices/issue-invoice.js'
import type { DueDocument } from './due-documents.js'
import { netBefore, outlierOf } from './outliers.js'
import { reasonOf } from './run-records.js'

/** One document of an account of a run, and how often the account was worked on before. */
export interface DocumentWork {
  readonly run: BillingRun
  readonly account: string
  readonly due: DueDocument
  readonly attempt: number
  /** Subscriptions that somebody has released, and with them the document, whatever is unlike the period before; none unless given. */
  readonly release?: readonly string[]
}

/** What the comparison with the period before came to. */
type Compared = Pick<RunDocument, 'before' | 'outlier'>

/**
 * Issues one document, once, however often it is tried: its key follows from the run, the account and the document. What does not come to a document has its usage
 * booked as accrued, where the run says so.
 *
 * @throws `storage.*`: then nothing is known, and the same again goes on
 */
export async function issueDocument(context: BillingContext, work: DocumentWork): Promise<RunDocument> {
  const { due, release } = work
  const compared: { current: Compared } = { current: {} }
  const { actor, correlation } = work.run
  try {
    const command = { key: keyOf(context, work), actor, correlation, ...scopeOf(work), ...(release === undefined ? {} : { release }) }
    const { id, number, contentHash, currency, totals } = await issueInvoice(context, command, checkOutlier(work, (found) => (compared.current = found)))
    return { ...due, outcome: 'issued', invoice: id, number, contentHash, amounts: amountsOf(currency, totals), ...compared.current }
  } catch (error) {
    return accrued(context, work, { ...due, ...(await outcomeOf(context, error)), ...compared.current })
  }
}

/**
 * What issuing a document would come to, by the same steps in a transaction that keeps nothing.
 *
 * @throws `storage.*`
 */
export async function previewDocument(context: BillingContext, work: DocumentWork): Promise<RunDocument> {
  const { due } = work
  const compared: { current: Compared } = { current: {} }
  const drafts: DraftInvoice[] = []
  const check = checkOutlier(work, (found) => (compared.current = found))
  const known = (): Partial<RunDocument> => {
    const draft = drafts.at(-1)
    return { ...(draft === undefined ? {} : { contentHash: draft.contentHash, amounts: amountsOf(draft.currency, draft.totals) }), ...compared.current }
  }
  try {
    await keepingNothing(context, async (stores, outside) => {
      const drafted = await draftDue(context, stores, scopeOf(work), { at: context.clock.now(), outside })
      drafts.push(drafted.drafted.draft)
      await refuseUnfit(context, stores, drafted, { release: work.release ?? [], ...(check === undefined ? {} : { check }) })
    })
    return { ...due, outcome: 'previewed', ...known() }
  } catch (error) {
    return { ...due, ...(await outcomeOf(context, error)), ...known() }
  }
}

function scopeOf({ account, due: { side, group, from, to } }: DocumentWork): InvoiceScope {
  return { account, side, period: { from, to }, ...(group === undefined ? {} : { group }) }
}

/** One command for each attempt: what was decided meanwhile makes another one, and the document of an account and period is one in any case. */
function keyOf({ digest }: BillingContext, { run, account, due: { side, group, from, to }, attempt }: DocumentWork): string {
  return `run/${hashContent('run-document/1', [run.id, account, side, group ?? null, from, to, attempt], digest)}`
}

/** Compares a draft with the document of the period before, and holds it where the policy says so and nobody has released it. */
function checkOutlier({ run: { outliers: policy }, release }: DocumentWork, tell: (compared: Compared) => void): DraftCheck | undefined {
  if (policy === undefined) return undefined
  return async (stores, { subject, drafted }) => {
    const { net } = drafted.draft.totals
    const before = await netBefore(stores, subject)
    const outlier = outlierOf(net, before, policy)
    tell({ ...(before === undefined ? {} : { before }), ...(outlier === undefined ? {} : { outlier }) })
    if (outlier === undefined || policy.then === 'report' || release !== undefined) return
    fail('invoice.held', { field: 'release', because: `is not given, and ${net} is ${outlier} what the run allows after ${before ?? '0'}`, facts: { net, before: before ?? null, outlier, subscriptions: [] } })
  }
}

async function outcomeOf(context: BillingContext, error: unknown): Promise<Pick<RunDocument, 'outcome'> & Partial<RunDocument>> {
  const failure = reasonOf(error)
  const { code, field, facts } = failure
  if (code === 'invoice.zero') return { outcome: 'skipped' }
  if (code === 'window.open') return { outcome: 'open', failure }
  if (code === 'invoice.held') return { outcome: 'held', failure }
  if (code !== 'invoice.exists' || field !== 'period') return { outcome: 'failed', failure }
  const invoice = await context.storage.transaction(context.tenant, (stores) => stores.documents.get(String(facts.invoice)))
  return { outcome: 'present', ...(invoice === undefined ? {} : { invoice: invoice.id, number: invoice.number, contentHash: invoice.contentHash, amounts: amountsOf(invoice.currency, invoice.totals) }) }
}

function amountsOf(currency: string, { net, tax, gross }: InvoiceTotals): RunAmounts {
  return { currency, net, tax, gross }
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
