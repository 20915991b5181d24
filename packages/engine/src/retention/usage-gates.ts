import { shiftInstant, type Instant, type Interval } from '@farthing/core'
import type { RetentionGate, RetentionReview } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { findProposal } from '../corrections/proposals.js'
import { lateAndWrittenOff } from '../events/late.js'
import type { Conservation } from '../explain/conservation.js'
import { contractsIn } from '../usage/select-periods.js'
import { isReviewed } from './review-coverage.js'

/** A billing period of a subscription with a wholesale side. */
export interface ResoldPeriod {
  readonly subscription: string
  readonly reseller: string
  readonly period: Interval
}

/** What is known of an account's usage in an interval: where its events went, period by period, and who is billed for them too. */
export interface AccountUsage {
  readonly account: string
  readonly interval: Interval
  readonly rows: readonly Conservation[]
  readonly resold: readonly ResoldPeriod[]
}

/** The account, and the resellers of what it uses: the same events stand behind the documents of all of them. */
export function partiesOf({ account, resold }: Pick<AccountUsage, 'account' | 'resold'>): readonly string[] {
  return [...new Set([account, ...resold.map(({ reseller }) => reseller)])]
}

/** Which gates the usage of an account passes, by what is stored. */
export async function usageGates(context: BillingContext, stores: Stores, usage: AccountUsage, now: Instant): Promise<Readonly<Record<RetentionGate, boolean>>> {
  const { account, interval, rows } = usage
  const all = (gone: (row: Conservation) => number) => rows.every((row) => gone(row) === 0)
  const contents: readonly RetentionReview[] = (await listAll((page) => stores.controls.list('retention_review', { account }, page))).map(({ content }) => content)
  let [isFinal, isUncontested] = [all(({ excluded }) => excluded.unsealed + excluded.not_invoiced + excluded.late) && (await isWholesaleFinal(context, stores, usage)), true]
  for (const party of partiesOf(usage)) {
    isFinal &&= !(await hasOpenProposal(stores, party, interval))
    isUncontested &&= (await contestableUntil(context, stores, party, interval)) <= now && !(await hasOpenDispute(stores, party))
  }
  return {
    rated: all(({ excluded }) => excluded.unsealed + excluded.quarantined + excluded.unattached),
    invoices_final: isFinal,
    dispute_window_closed: isUncontested,
    audit_reviewed: isReviewed(contents, 'audit', interval),
    minimisation_reviewed: isReviewed(contents, 'minimisation', interval),
  }
}

/** Whether resellers are billed for all events of what they resell. Where nothing was used there is nothing to bill from. */
async function isWholesaleFinal(context: BillingContext, stores: Stores, { rows, resold }: AccountUsage): Promise<boolean> {
  const used = new Set(rows.filter(({ events }) => events > 0).map(({ subscription, from }) => `${from} ${subscription}`))
  for (const { subscription, reseller, period } of resold) {
    if (!used.has(`${period.from} ${subscription}`)) continue
    const invoices = await stores.documents.findByPeriod(reseller, period)
    if (!invoices.some(({ side, issuedAt }) => side === 'wholesale' && issuedAt >= period.to)) return false
    for (const contract of await contractsIn(context, stores, { subscription, side: 'wholesale' })) {
      for await (const { isWrittenOff } of lateAndWrittenOff(context, stores, { contract, period })) if (!isWrittenOff) return false
    }
  }
  return true
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
