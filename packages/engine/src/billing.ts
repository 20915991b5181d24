import type { Account, Digest, RoundingPolicy, TenantId } from '@farthing/core'
import type { DraftInvoice, InvoiceEvidence, IssuedInvoice, LedgerAccount, LedgerTransaction, ZeroLines } from '@farthing/ledger'
import type { Catalog, Subscription } from '@farthing/pricing'
import type { Clock, LedgerBalance, Page, PageRequest, SealedUsage, Storage, SubscriptionFilter } from '@farthing/ports'
import type { PutAccount } from './accounts/put-account.js'
import type { IngestOptions, IngestResult } from './events/ingest-result.js'
import type { InvoiceScope } from './invoices/draft-invoice.js'
import type { IssueInvoice } from './invoices/issue-invoice.js'
import type { StartSubscription } from './subscriptions/start-subscription.js'
import type { CurrentUsage } from './usage/current-usage.js'
import type { SealUsage } from './usage/seal.js'
import type { UsageScope } from './usage/select-periods.js'

export interface BillingOptions<M extends string = string, P extends string = string> {
  /** What is metered and sold: `defineCatalog` or `checkCatalog`. */
  readonly catalog: Catalog<M, P>
  readonly storage: Storage
  readonly clock: Clock
  /** Whose books these are; `default` unless given. */
  readonly tenant?: TenantId
  /** SHA-256; the platform's own unless given. */
  readonly digest?: Digest
  /** How invoices are rounded; half-even to the minor unit, line by line, unless given. */
  readonly rounding?: RoundingPolicy
  /** Whether lines of exactly zero are shown; they are unless `omit` is given. */
  readonly zeroLines?: ZeroLines
  /** Series that invoice numbers are drawn from: `INV` gives `INV-000001`. `INV` unless given. */
  readonly series?: string
}

/** Billing of one tenant. Every operation is a transaction of its own; nothing is kept in memory between them. */
export interface Billing<P extends string = string> {
  readonly events: {
    ingest(events: readonly unknown[], options?: IngestOptions): Promise<IngestResult>
    ingestOrThrow(events: readonly unknown[], options?: IngestOptions): Promise<IngestResult>
  }
  readonly accounts: {
    put(input: PutAccount): Promise<Account>
    get(id: string): Promise<Account | undefined>
    list(page?: PageRequest): Promise<Page<Account>>
  }
  readonly subscriptions: {
    start(input: StartSubscription<P>): Promise<Subscription>
    get(id: string): Promise<Subscription | undefined>
    list(filter?: SubscriptionFilter, page?: PageRequest): Promise<Page<Subscription>>
  }
  readonly usage: {
    seal(input: SealUsage): Promise<readonly SealedUsage[]>
    current(scope: UsageScope): Promise<CurrentUsage>
  }
  readonly invoices: {
    preview(scope: InvoiceScope): Promise<DraftInvoice>
    issue(input: IssueInvoice): Promise<IssuedInvoice>
    get(id: string): Promise<IssuedInvoice | undefined>
    list(filter?: { readonly account?: string }, page?: PageRequest): Promise<Page<IssuedInvoice>>
    evidence(id: string): Promise<InvoiceEvidence | undefined>
  }
  readonly ledger: {
    list(page?: PageRequest): Promise<Page<LedgerTransaction>>
    balance(account: LedgerAccount): Promise<readonly LedgerBalance[]>
  }
}
