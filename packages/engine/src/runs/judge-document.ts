import { fail, type Decimal } from '@farthing/core'
import type { InvoiceTotals } from '@farthing/ledger'
import type { BillingRun, RunAmounts, RunDocument, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { findInvoiceSubject, type InvoiceScope, type InvoiceSubject } from '../invoices/draft-invoice.js'
import { judgeByBounds, type DraftJudge } from '../invoices/issue-invoice.js'
import type { DueDocument } from './due-documents.js'
import { netBefore, outlierOf } from './outliers.js'

/** One document of an account of a run, and how often the account was worked on before. */
export interface DocumentWork {
  readonly run: BillingRun
  readonly account: string
  readonly due: DueDocument
  readonly attempt: number
  /** Subscriptions that somebody has released, and with them the document, whatever is unlike the period before; none unless given. */
  readonly release?: readonly string[]
}

/** What a draft came to, and how that compares with the period before. */
type Judged = Pick<RunDocument, 'contentHash' | 'amounts' | 'before' | 'outlier'>

/**
 * Holds a draft that breaks a bound of the tenant, or that is unlike the document of the period before where the run holds such. `judged` is what the last draft came
 * to, also of one that was held; nothing before there is one.
 */
export function documentJudge(context: BillingContext, work: DocumentWork): { readonly judge: DraftJudge; readonly judged: () => Judged } {
  const { run: { outliers: policy }, release } = work
  const last: { judged: Judged } = { judged: {} }
  const byBounds = judgeByBounds(context, release === undefined ? {} : { release })
  return {
    judged: () => last.judged,
    judge: async (stores, due) => {
      const { contentHash, currency, totals } = due.drafted.draft
      const compared = await compare(stores, work.run, due.subject, totals.net)
      last.judged = { contentHash, amounts: amountsOf(currency, totals), ...compared }
      await byBounds(stores, due)
      const { before = '0', outlier } = compared
      if (outlier === undefined || policy?.then !== 'hold' || release !== undefined) return
      fail('invoice.held', { field: 'release', because: `is not given, and ${totals.net} is ${outlier} what the run allows after ${before}`, facts: { net: totals.net, before, outlier, subscriptions: [] } })
    },
  }
}

/** The same comparison, of a document that is issued already. */
export function comparedLater(context: BillingContext, { run }: DocumentWork, scope: InvoiceScope, net: Decimal): Promise<Judged> {
  return context.storage.transaction(context.tenant, async (stores) => compare(stores, run, await findInvoiceSubject(context, stores, scope), net))
}

async function compare(stores: Stores, { outliers: policy }: BillingRun, subject: InvoiceSubject, net: Decimal): Promise<Judged> {
  if (policy === undefined) return {}
  const before = await netBefore(stores, subject)
  const outlier = outlierOf(net, before, policy)
  return { ...(before === undefined ? {} : { before }), ...(outlier === undefined ? {} : { outlier }) }
}

export function amountsOf(currency: string, { net, tax, gross }: InvoiceTotals): RunAmounts {
  return { currency, net, tax, gross }
}
