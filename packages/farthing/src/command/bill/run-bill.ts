import { fail, parseInstant, type Instant, type Usage } from '@farthing/core'
import { createBilling, type Billing } from '@farthing/engine'
import type { InvoiceEvidence, LedgerTransaction } from '@farthing/ledger'
import { listAll, type Clock, type Storage } from '@farthing/ports'
import type { Subscription } from '@farthing/pricing'
import type { Book } from '../input/book.js'
import type { EventFile } from '../input/open-event-file.js'
import { addCounts, ingestFile, noLines, type LineCounts } from './ingest-file.js'
import { meterCheck } from './meter-check.js'
import { invoicePeriods } from './invoice-periods.js'
import { ledgerBalances, type AccountBalance } from './ledger-balances.js'
import { periodsToBill, type PeriodsToBill, type TimeRange } from './periods-to-bill.js'
import { isUnknownAt } from './recorded-time.js'
import type { RefusalLog } from './refusal-log.js'
import { startSubscriptions } from './start-subscriptions.js'

export interface BillInput {
  readonly book: Book
  readonly file: EventFile
  readonly storage: Storage
  readonly refusals: RefusalLog
  readonly clock: Clock
  /** `default` unless given. */
  readonly tenant?: string
  readonly period: string | undefined
  readonly account: string | undefined
  readonly onBytes: (count: number) => void
}

export interface BillResult {
  /** Every subscription of the book. */
  readonly subscriptions: readonly Subscription[]
  /** What became of each line. */
  readonly receipts: LineCounts
  readonly usage: readonly (Usage & { readonly account: string })[]
  readonly invoices: readonly InvoiceEvidence[]
  readonly transactions: readonly LedgerTransaction[]
  readonly balances: readonly AccountBalance[]
  /** Periods that have not ended, which this run leaves alone. */
  readonly open: PeriodsToBill['open']
}

/**
 * The main job: subscribes the accounts of the book, takes the events in, seals and invoices every ended period, and then takes in what was
 * recorded only afterwards, which is late. Memory grows with usage groups and invoices, not with the file.
 */
export async function runBill(input: BillInput): Promise<BillResult> {
  const { book, file, storage, refusals, clock, tenant = 'default', onBytes } = input
  const billing = createBilling({ catalog: book.catalog, storage, clock, tenant })
  const subscriptions = await startSubscriptions(billing, book)
  refuseUnknown(input.account, subscriptions)

  const asOf = clock.now()
  const seen = timeRange()
  let unknown = 0
  const known = await ingestFile({
    events: billing.events, check: meterCheck(book.catalog), file, refusals, refusesLines: true, onBytes,
    takes: (event) => {
      const isKnown = !isUnknownAt(event, asOf)
      if (!isKnown) unknown += 1
      return isKnown
    },
    onAccepted: seen.add,
  })
  const query = { catalog: book.catalog, subscriptions, seen: seen.range(), label: input.period, account: input.account, asOf }
  const periods = periodsToBill(query)
  const { invoices, usage } = await invoicePeriods(billing, periods.ended, subscriptions)
  const afterwards = unknown === 0 ? noLines : await ingestUnknown(input, billing, asOf)
  return {
    subscriptions,
    receipts: addCounts(known, afterwards),
    usage,
    invoices,
    transactions: await listAll((page) => billing.ledger.list({}, page)),
    balances: await ledgerBalances(billing, invoices),
    open: periods.open,
  }
}

/** @throws `account.unknown` for an account that has no subscription in the book */
function refuseUnknown(account: string | undefined, subscriptions: readonly Subscription[]): void {
  if (account === undefined || subscriptions.some((subscription) => subscription.account === account)) return
  fail('account.unknown', { field: '--account', because: `is ${JSON.stringify(account)}, which has no subscription in the book`, facts: { account } })
}

/** Takes in what was not recorded yet at `asOf`; what falls into a sealed period is late. */
function ingestUnknown({ book, file, refusals }: BillInput, billing: Billing, asOf: Instant): Promise<LineCounts> {
  return ingestFile({
    events: billing.events, check: meterCheck(book.catalog), file, refusals, refusesLines: false,
    onBytes: () => undefined, onAccepted: () => undefined, takes: (event) => isUnknownAt(event, asOf),
  })
}

/** Follows the first and the last time of events that were kept. */
function timeRange() {
  let range: TimeRange | undefined
  return {
    add: (input: unknown) => {
      const at = timeOf(input)
      if (at === undefined) return
      range = { first: range === undefined || at < range.first ? at : range.first, last: range === undefined || at > range.last ? at : range.last }
    },
    range: (): TimeRange | undefined => range,
  }
}

/** The time of an event that was kept; none where it came from the receipt. */
function timeOf(input: unknown): Instant | undefined {
  const { time } = input as { readonly time?: unknown }
  return typeof time === 'string' ? parseInstant(time) : undefined
}
