import { add, compareBytes, type Failure } from '@farthing/core'
import type { BillingRun, BillingRunAccount, BillingRunStore, RunAmounts, RunDocument, RunOutcome, Stores } from '@farthing/ports'
import { loadRun } from './run-records.js'

/** A document that somebody may want to look at, with the account that it is of. */
export interface NotedDocument extends RunDocument {
  readonly account: string
}

/** An account that waits for somebody, with every reason. */
export interface HeldAccount {
  readonly account: string
  readonly reasons: readonly Failure[]
}

/** What a run came to so far. */
export interface RunSummary {
  readonly run: BillingRun
  readonly accounts: Awaited<ReturnType<BillingRunStore['counts']>>
  readonly documents: { readonly [outcome in RunOutcome]: number }
  /** Of documents that the run issued, or a preview would, by currency. */
  readonly totals: readonly (RunAmounts & { readonly documents: number })[]
  /** Accounts that are held, by part and id: the first 1,000. */
  readonly held: readonly HeldAccount[]
  /** Documents that are unlike those of the period before: the first 1,000. */
  readonly outliers: readonly NotedDocument[]
  /** Documents of corrections, late events that they take, and proposals. */
  readonly corrections: { readonly events: number; readonly documents: number; readonly proposals: number }
}

const mostNoted = 1_000

/** Reads a run with all of its accounts, page by page. @throws `run.unknown` */
export async function runSummary(stores: Stores, id: string): Promise<RunSummary> {
  const run = await loadRun(stores, id)
  const documents = { issued: 0, previewed: 0, present: 0, skipped: 0, open: 0, held: 0, failed: 0 }
  const totals = new Map<string, RunAmounts & { readonly documents: number }>()
  const held: HeldAccount[] = []
  const outliers: NotedDocument[] = []
  const corrections = { events: 0, documents: 0, proposals: 0 }
  await listEach(stores.billingRuns, id, (account) => {
    for (const document of account.documents) {
      documents[document.outcome] += 1
      if (document.amounts !== undefined && (document.outcome === 'issued' || document.outcome === 'previewed')) addTo(totals, document.amounts)
      if (document.outlier !== undefined && outliers.length < mostNoted) outliers.push({ account: account.account, ...document })
    }
    if (account.status === 'held' && held.length < mostNoted) held.push({ account: account.account, reasons: reasonsOf(account) })
    corrections.events += account.corrections?.events ?? 0
    corrections.documents += account.corrections?.documents.length ?? 0
    corrections.proposals += account.corrections?.proposals ?? 0
  })
  return { run, accounts: await stores.billingRuns.counts(id), documents, totals: [...totals.values()].sort((a, b) => compareBytes(a.currency, b.currency)), held, outliers, corrections }
}

async function listEach(billingRuns: BillingRunStore, id: string, take: (account: BillingRunAccount) => void): Promise<void> {
  let cursor: string | undefined
  do {
    const { items, next } = await billingRuns.accounts(id, {}, { limit: mostNoted, ...(cursor === undefined ? {} : { cursor }) })
    for (const account of items) take(account)
    cursor = next
  } while (cursor !== undefined)
}

function addTo(totals: Map<string, RunAmounts & { readonly documents: number }>, { currency, net, tax, gross }: RunAmounts): void {
  const before = totals.get(currency) ?? { currency, net: '0', tax: '0', gross: '0', documents: 0 }
  totals.set(currency, { currency, net: add(before.net, net), tax: add(before.tax, tax), gross: add(before.gross, gross), documents: before.documents + 1 })
}

/** Why an account is held: as a whole, and by its documents and corrections. */
function reasonsOf({ failure, documents, corrections }: BillingRunAccount): readonly Failure[] {
  const own = documents.flatMap(({ outcome, failure: reason }) => ((outcome === 'held' || outcome === 'failed') && reason !== undefined ? [reason] : []))
  return [...(failure === undefined ? [] : [failure]), ...own, ...(corrections?.refused ?? []).map((refused) => refused.failure)]
}
