import type { CurrencyCode, Hash, Interval } from '@farthing/core'
import type { DocumentDelivery, InvoiceEvidence, InvoiceStatus, InvoiceStatusRecord, IssuedInvoice } from '@farthing/ledger'
import type { Side } from '@farthing/pricing'
import type { AccountScope, TimeScope } from './list-scope.js'
import type { Page, PageRequest } from './page.js'

/** Conditions that must hold together; time is that of the issue. */
export interface DocumentFilter extends AccountScope, TimeScope {
  /** Who receives it: the recipient that it names, or its account where it names none. */
  readonly recipient?: string
  readonly currency?: CurrencyCode
  readonly side?: Side
  /** Where it stands by its last status; one without any is none of these. */
  readonly status?: InvoiceStatus
  /** Rates of exchange stand on it: lines are converted, or it is shown in a second currency. */
  readonly exchanged?: true
  /** Its period starts on a local date, in its own zone, that begins with this: `2026`, `2026-10` or `2026-10-14`. */
  readonly period?: string
}

/** Issued documents of one tenant. Append-only: an issued document never changes. Proved by `documentStoreSuite`. */
export interface DocumentStore {
  /**
   * Keeps an issued invoice. The same id again with the same content is a no-op.
   *
   * @throws `storage.conflict` when the id exists with other content, when another invoice has its (account, currency, from, to) with its side, group and
   * sequence, or when (series, number) is taken. The period key is what stops double billing: a look-up before the write does not.
   * @throws `storage.tenant_mismatch` when it names another tenant.
   */
  put(invoice: IssuedInvoice): Promise<void>
  /**
   * Keeps any number of invoices in one step, as `put` keeps each; one that is refused leaves none of them. The same one may stand twice.
   *
   * @throws what `put` throws
   */
  putAll(invoices: readonly IssuedInvoice[]): Promise<void>
  get(id: Hash): Promise<IssuedInvoice | undefined>
  /**
   * Keeps what an invoice follows from, once for each invoice id; the same again is a no-op. The invoice itself may be kept before or after.
   *
   * @throws `storage.conflict` for other evidence of the same invoice id; `storage.tenant_mismatch` when its invoice names another tenant.
   */
  putEvidence(evidence: InvoiceEvidence): Promise<void>
  /** Evidence by the id of its invoice. */
  evidence(id: Hash): Promise<InvoiceEvidence | undefined>
  /** Invoices of exactly this interval, ordered by currency, side, group and sequence: the one of the account before those of its groups, the first before the next. */
  findByPeriod(account: string, interval: Interval): Promise<readonly IssuedInvoice[]>
  /**
   * Adds a status to the life of a document, behind the one before; the same again is a no-op. Whoever comes second finds the place taken, which keeps two
   * payments that were seen at the same time from being counted as one.
   *
   * @throws `storage.conflict` when its revision is taken by other content, or is not the next
   */
  appendStatus(record: InvoiceStatusRecord): Promise<void>
  /** The statuses of a document, by revision. */
  statuses(document: Hash): Promise<readonly InvoiceStatusRecord[]>
  /** Adds a step to the delivery of a document to a (kind, provider): like a status, by revisions of its own. @throws `storage.conflict` */
  appendDelivery(record: DocumentDelivery): Promise<void>
  /** The deliveries of a document, by kind, provider and revision. */
  deliveries(document: Hash): Promise<readonly DocumentDelivery[]>
  /** Ordered by issue time, then id bytes. */
  list(filter: DocumentFilter, page?: PageRequest): Promise<Page<IssuedInvoice>>
  /**
   * The next number of a series: 1, 2, 3 … without gaps.
   *
   * Taken in this transaction and given back when it rolls back; until it ends, others that want a number of this series wait.
   * So take it last. Each series counts for itself; any text is a series.
   */
  nextNumber(series: string): Promise<number>
  /**
   * The next numbers of a series, as many calls of `nextNumber` would give them, in one step: for many documents in one transaction.
   *
   * @throws `storage.count_invalid` unless `count` is 1 to 10,000
   */
  nextNumbers(series: string, count: number): Promise<readonly number[]>
}
