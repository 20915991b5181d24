import { compareBytes, localDateOf, type Interval } from '@farthing/core'
import type { DocumentDelivery, InvoiceEvidence, InvoiceStatusRecord, IssuedInvoice } from '@farthing/ledger'
import { checkNumberCount, type DocumentFilter, type DocumentStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { checkTenant } from '../rows/check-tenant.js'
import { inScope, inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export interface DocumentRows {
  readonly invoices: Rows<IssuedInvoice>
  /** By the id of the invoice. */
  readonly evidence: Rows<InvoiceEvidence>
  /** By document. */
  readonly statuses: Rows<readonly InvoiceStatusRecord[]>
  /** By document, kind and provider. */
  readonly deliveries: Rows<readonly DocumentDelivery[]>
  /** The last number given, by series. */
  readonly numbers: Rows<number>
}

export function memoryDocumentStore(rows: DocumentRows, transaction: Transaction, tenant: string): DocumentStore {
  const invoices = openTable(rows.invoices, transaction, (invoice) => [
    accountTerm(invoice.account),
    periodTerm(invoice.account, invoice),
    ...uniqueTerms(invoice),
  ])
  const bundles = openTable(rows.evidence, transaction)
  const statuses = openTable(rows.statuses, transaction)
  const deliveries = openTable(rows.deliveries, transaction, ([first]) => (first === undefined ? [] : [first.document]))
  const numbers = openTable(rows.numbers, transaction)
  const keep = (invoice: IssuedInvoice): void => {
    checkTenant(invoice.tenant, tenant, 'invoice.tenant')
    writeOnce(invoices, invoice, { key: invoice.id, field: 'invoice', free: uniqueTerms(invoice) })
  }
  const take = (series: string, count: number): number => {
    const last = (numbers.get(series) ?? 0) + count
    numbers.set(series, last)
    return last
  }
  return {
    put: (invoice) => transaction.step(() => keep(invoice)),
    putAll: (many) => transaction.step(() => many.forEach(keep)),
    get: (id) => transaction.step(() => invoices.get(id)),
    putEvidence: (evidence) =>
      transaction.step(() => {
        checkTenant(evidence.invoice.tenant, tenant, 'evidence.invoice.tenant')
        writeOnce(bundles, evidence, { key: evidence.invoice.id, field: 'evidence' })
      }),
    evidence: (id) => transaction.step(() => bundles.get(id)),
    findByPeriod: (account, interval) =>
      transaction.step(() =>
        [...invoices.under(periodTerm(account, interval))].sort(comparePlaces),
      ),
    appendStatus: (record) =>
      transaction.step(() => {
        appendNext(statuses, record, { key: record.document, field: 'status.revision' })
      }),
    statuses: (document) => transaction.step(() => statuses.get(document) ?? []),
    appendDelivery: (record) =>
      transaction.step(() => {
        appendNext(deliveries, record, { key: keyOf(record.document, record.kind, record.provider), field: 'delivery.revision' })
      }),
    deliveries: (document) =>
      transaction.step(() => [...deliveries.under(document)].flat().sort((a, b) => compareBytes(a.kind, b.kind) || compareBytes(a.provider, b.provider) || a.revision - b.revision)),
    list: (filter, page) =>
      transaction.step(() => {
        const found = filter.account === undefined ? invoices.all() : invoices.under(accountTerm(filter.account))
        const statusOf = ({ id }: IssuedInvoice) => statuses.get(id)?.at(-1)?.to
        const meant = found.filter((invoice) => matches(invoice, filter) && (filter.status === undefined || statusOf(invoice) === filter.status))
        return listPage(meant, (invoice) => [invoice.issuedAt, invoice.id], page)
      }),
    nextNumber: (series) => transaction.step(() => take(series, 1)),
    nextNumbers: (series, count) =>
      transaction.step(() => {
        checkNumberCount(count)
        const last = take(series, count)
        return Array.from({ length: count }, (_, index) => last - count + 1 + index)
      }),
  }
}

function matches(invoice: IssuedInvoice, filter: DocumentFilter): boolean {
  const { account, currency, side = 'retail', from, zone, issuedAt } = invoice
  if (!inScope(account, filter) || !inTime(issuedAt, filter)) return false
  if ((filter.currency ?? currency) !== currency || (filter.side ?? side) !== side) return false
  if (filter.exchanged === true && invoice.conversions === undefined && invoice.presentation === undefined) return false
  if (filter.recipient !== undefined && (invoice.recipient?.id ?? account) !== filter.recipient) return false
  return filter.period === undefined || localDateOf(from, zone).startsWith(filter.period)
}

function accountTerm(account: string): string {
  return keyOf('account', account)
}

function periodTerm(account: string, { from, to }: Interval): string {
  return keyOf('period', account, from, to)
}

function uniqueTerms({ account, currency, from, to, side = 'retail', group = '', sequence = 0, series, number }: IssuedInvoice): readonly string[] {
  return [keyOf('billed once', account, currency, from, to, side, group, sequence), keyOf('number', series, number)]
}

function comparePlaces(a: IssuedInvoice, b: IssuedInvoice): number {
  return (
    compareBytes(a.currency, b.currency) ||
    compareBytes(a.side ?? 'retail', b.side ?? 'retail') ||
    compareBytes(a.group ?? '', b.group ?? '') ||
    (a.sequence ?? 0) - (b.sequence ?? 0)
  )
}
