import { shiftInstant, type Instant, type Interval } from '@farthing/core'
import type { RetentionGate, RetentionReview } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import type { Conservation } from '../explain/conservation.js'
import { findProposal } from '../corrections/proposals.js'
import { isReviewed } from './review-coverage.js'

/** What is known of an account's usage in an interval: where its events went, period by period. */
export interface AccountUsage {
  readonly account: string
  readonly interval: Interval
  readonly rows: readonly Conservation[]
}

/** Which gates the usage of an account passes, by what is stored. */
export async function usageGates(context: BillingContext, stores: Stores, { account, interval, rows }: AccountUsage, now: Instant): Promise<Readonly<Record<RetentionGate, boolean>>> {
  const all = (gone: (row: Conservation) => number) => rows.every((row) => gone(row) === 0)
  const contents: readonly RetentionReview[] = (await listAll((page) => stores.controls.list('retention_review', { account }, page))).map(({ content }) => content)
  return {
    rated: all(({ excluded }) => excluded.unsealed + excluded.quarantined + excluded.unattached),
    invoices_final: all(({ excluded }) => excluded.unsealed + excluded.not_invoiced + excluded.late) && !(await hasOpenProposal(stores, account, interval)),
    dispute_window_closed: (await contestableUntil(context, stores, account, interval)) <= now && !(await hasOpenDispute(stores, account)),
    audit_reviewed: isReviewed(contents, 'audit', interval),
    minimisation_reviewed: isReviewed(contents, 'minimisation', interval),
  }
}

async function hasOpenProposal(stores: Stores, account: string, interval: Interval): Promise<boolean> {
  for (const { proposal } of await listAll((page) => stores.corrections.proposals({ account }, page))) {
    const standing = await findProposal(stores, proposal)
    if (standing !== undefined && open.includes(standing.state) && overlaps(standing.proposed, interval)) return true
  }
  return false
}

const open: readonly string[] = ['proposed', 'approved']

async function hasOpenDispute(stores: Stores, account: string): Promise<boolean> {
  const disputes = await listAll((page) => stores.payments.list('dispute', { account }, page))
  return disputes.some(({ status }) => !closed.includes(status))
}

const closed: readonly string[] = ['won', 'lost', 'closed']

/** When the time to contest the last document about an interval is over. */
async function contestableUntil({ retention }: BillingContext, stores: Stores, account: string, interval: Interval): Promise<Instant> {
  let last = interval.to
  for (const invoice of await listAll((page) => stores.documents.list({ account }, page))) {
    if (!overlaps(invoice, interval)) continue
    const noted = (await stores.corrections.records(invoice.id)).map(({ at }) => at)
    last = [last, invoice.issuedAt, ...noted].reduce((a, b) => (a > b ? a : b))
  }
  return shiftInstant(last, retention.disputeWindowMs)
}

function overlaps(a: Interval, b: Interval): boolean {
  return a.from < b.to && b.from < a.to
}
