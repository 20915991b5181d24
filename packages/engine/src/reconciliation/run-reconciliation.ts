import { checkText, type Hash } from '@farthing/core'
import { reconcile, reconciliationRun, type LedgerTransaction, type ReconciliationRun } from '@farthing/ledger'
import type { Page, PageRequest, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { collectRecords } from './collect-records.js'

export interface RunReconciliation {
  /** One account; all of them unless given. */
  readonly account?: string
}

/**
 * Holds usage, rated charges, documents, the book and payments against each other, record by record, and keeps what it found. Repairs nothing.
 *
 * Account by account, each as of one moment and in a transaction of its own, so that it may run beside everything else; accounts that only a document or the
 * book knows are looked at too. Cost: the history of one account in memory, and every posting that names none. The same result at the same time is the same run.
 */
export async function runReconciliation(context: BillingContext, { account }: RunReconciliation = {}): Promise<ReconciliationRun> {
  const { tenant, clock, digest, aggregations, stages } = context
  const at = clock.now()
  const { accounts, between } = account === undefined ? await survey(context) : { accounts: [checkText(account, { field: 'account' })], between: new Map<Hash, LedgerTransaction>() }
  const parts: ReconciliationRun[] = []
  for (const id of accounts) {
    const records = await retryConflicts(context, (stores) => collectRecords(context, stores, { account: id, at }))
    for (const transaction of records.transactions) between.delete(transaction.id)
    parts.push(reconcile(records, { digest, aggregations, stages }))
  }
  // What is left follows from no record of any account.
  parts.push(reconcile({ ...noRecords, tenant, at, transactions: [...between.values()] }, { digest }))
  const run = reconciliationRun({ tenant, at, parts }, digest)
  await retryConflicts(context, ({ reconciliations }) => reconciliations.put(run))
  return run
}

const noRecords = { usage: [], rated: [], charges: [], documents: [], sessions: [], refunds: [], disputes: [] }

interface Survey {
  /** Every account that is known, billed, or in the book. */
  readonly accounts: Iterable<string>
  /** Transactions that name no billing account, by id. */
  readonly between: Map<Hash, LedgerTransaction>
}

async function survey({ storage, tenant }: BillingContext): Promise<Survey> {
  const accounts = new Set<string>()
  const between = new Map<Hash, LedgerTransaction>()
  const read = <T>(work: (stores: Stores) => Promise<T>) => storage.transaction(tenant, work)
  await eachItem((page) => read((stores) => stores.accounts.list({}, page)), ({ id }) => accounts.add(id))
  await eachItem((page) => read((stores) => stores.documents.list({}, page)), (document) => accounts.add(document.account))
  await eachItem((page) => read((stores) => stores.ledger.list(page)), (transaction) => {
    const own = transaction.entries.flatMap((entry) => entry.account.account ?? [])
    for (const id of own) accounts.add(id)
    if (own.length === 0) between.set(transaction.id, transaction)
  })
  return { accounts, between }
}

/** Every record of a list, page by page, of which one is held at a time. */
async function eachItem<T>(list: (page: PageRequest) => Promise<Page<T>>, take: (item: T) => unknown): Promise<void> {
  let cursor: string | undefined
  do {
    const { items, next } = await list({ limit: 1_000, ...(cursor !== undefined && { cursor }) })
    items.forEach(take)
    cursor = next
  } while (cursor !== undefined)
}
