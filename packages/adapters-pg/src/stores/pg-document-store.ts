import { calendarGrid, epochMsOf, findPeriod, instantOfEpochMs, localDateOf, type Hash, type Interval } from '@farthing/core'
import type { DocumentDelivery, InvoiceEvidence, InvoiceStatusRecord, IssuedInvoice } from '@farthing/ledger'
import { checkNumberCount, type DocumentFilter, type DocumentStore, type Page, type PageRequest } from '@farthing/ports'
import { integerOf } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { checkTenant } from './check-tenant.js'
import { inTime, ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, writeOnce, type KeyColumns } from './record-rows.js'
import { writeAllOnce, type WriteAllOnce } from './write-all-once.js'

const invoices: WriteAllOnce<IssuedInvoice> = {
  table: 'invoice',
  field: 'invoice',
  key: { name: 'id', valueOf: ({ id }) => id },
  others: [
    { name: 'account', type: 'text', valueOf: ({ account }) => account },
    { name: 'currency', type: 'text', valueOf: ({ currency }) => currency },
    { name: 'period_from', type: 'timestamptz', valueOf: ({ from }) => from },
    { name: 'period_to', type: 'timestamptz', valueOf: ({ to }) => to },
    { name: 'side', type: 'text', valueOf: ({ side = 'retail' }) => side },
    { name: 'document_group', type: 'text', valueOf: ({ group = '' }) => group },
    { name: 'sequence', type: 'int4', valueOf: ({ sequence = 0 }) => sequence },
    { name: 'series', type: 'text', valueOf: ({ series }) => series },
    { name: 'number', type: 'text', valueOf: ({ number }) => number },
    { name: 'issued_at', type: 'timestamptz', valueOf: ({ issuedAt }) => issuedAt },
  ],
}

async function put(session: Session, invoice: IssuedInvoice): Promise<void> {
  checkTenant(invoice.tenant, session.tenant, 'invoice.tenant')
  const { table, field, key, others } = invoices
  const columns: KeyColumns = others.map(({ name, type, valueOf }) => [name, valueOf(invoice), type])
  await writeOnce(session, { table, key: [[key.name, invoice.id]], others: columns, field }, invoice)
}

async function putAll(session: Session, many: readonly IssuedInvoice[]): Promise<void> {
  for (const invoice of many) checkTenant(invoice.tenant, session.tenant, 'invoice.tenant')
  await writeAllOnce(session, invoices, many)
}

async function putEvidence(session: Session, evidence: InvoiceEvidence): Promise<void> {
  checkTenant(evidence.invoice.tenant, session.tenant, 'evidence.invoice.tenant')
  await writeOnce(session, { table: 'invoice_evidence', key: [['invoice_id', evidence.invoice.id]], field: 'evidence' }, evidence)
}

async function findByPeriod(session: Session, account: string, { from, to }: Interval): Promise<readonly IssuedInvoice[]> {
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.invoice
WHERE tenant = $1::text AND account = $2::text AND period_from = $3::timestamptz AND period_to = $4::timestamptz ORDER BY currency, side, document_group, sequence`,
    [session.tenant, account, from, to],
  )
  return rows.map((row) => recordOf(row) as IssuedInvoice)
}

function list(session: Session, filter: DocumentFilter, page: PageRequest | undefined): Promise<Page<IssuedInvoice>> {
  const { recipient, currency, side, status, period, exchanged } = filter
  const where = (bind: Bind): readonly string[] => [
    ...ofAccounts(bind, filter),
    ...inTime(bind, filter, 'issued_at'),
    ...(recipient === undefined ? [] : [receivedBy(bind(recipient))]),
    ...(currency === undefined ? [] : [`r.currency = ${bind(currency)}::text`]),
    ...(side === undefined ? [] : [`r.side = ${bind(side)}::text`]),
    ...(exchanged === undefined ? [] : [`((r.body -> 'conversions') IS NOT NULL OR (r.body -> 'presentation') IS NOT NULL)`]),
    ...(period === undefined ? [] : inPeriod(bind, period)),
    ...(status === undefined ? [] : standingAt(session.schema, bind(status))),
  ]
  const accepts = ({ from, zone }: IssuedInvoice): boolean => period === undefined || localDateOf(from, zone).startsWith(period)
  const order = [{ name: 'issued_at', type: 'timestamptz' }, { name: 'id', type: 'text' }] as const
  return listPage(session, { select: 'r.body::text AS body', table: 'invoice', order, where, read: (row) => recordOf(row) as IssuedInvoice, accepts }, page)
}

/** Few stand where is asked for: those that ever stood there are found by an index, and of these the last status is looked at. */
function standingAt(schema: string, status: string): readonly string[] {
  return [
    `r.id IN (SELECT s.document FROM ${schema}.document_status AS s WHERE s.tenant = r.tenant AND s.status = ${status}::text)`,
    `(SELECT n.status FROM ${schema}.document_status AS n WHERE n.tenant = r.tenant AND n.document = r.id ORDER BY n.revision DESC LIMIT 1) = ${status}::text`,
  ]
}

function receivedBy(recipient: string): string {
  return `(r.recipient = ${recipient}::text OR r.recipient IS NULL AND r.account = ${recipient}::text)`
}

const dayMs = 86_400_000

/** The dates in UTC and a day on both sides: which of these it is, only the zone of each document says. */
function around(label: string): Interval {
  const { from, to } = findPeriod(calendarGrid(label.length > 7 ? 'day' : label.length > 4 ? 'month' : 'year', 'UTC'), label)
  return { from: instantOfEpochMs(epochMsOf(from) - dayMs), to: instantOfEpochMs(epochMsOf(to) + dayMs) }
}

function inPeriod(bind: Bind, label: string): readonly string[] {
  const { from, to } = around(label)
  return [`r.period_from >= ${bind(from)}::timestamptz`, `r.period_from < ${bind(to)}::timestamptz`]
}

function appendStatus(session: Session, record: InvoiceStatusRecord): Promise<void> {
  return appendNext(session, { table: 'document_status', key: [['document', record.document]], field: 'status.revision' }, record)
}

function appendDelivery(session: Session, record: DocumentDelivery): Promise<void> {
  const { document, kind, provider } = record
  return appendNext(session, { table: 'document_delivery', key: [['document', document], ['kind', kind], ['provider', provider]], field: 'delivery.revision' }, record)
}

async function journalOf<T>(session: Session, table: 'document_status' | 'document_delivery', document: Hash, order: string): Promise<readonly T[]> {
  const sql = `SELECT body::text AS body FROM ${session.schema}.${table} WHERE tenant = $1::text AND document = $2::text ORDER BY ${order}`
  return (await session.query(sql, [session.tenant, document])).map((row) => recordOf(row) as T)
}

/** One statement that takes the row's lock: the next taker waits until this transaction has ended, and a rollback gives the numbers back. */
async function takeNumbers(session: Session, series: string, count: number): Promise<number> {
  const rows = await session.query(
    `INSERT INTO ${session.schema}.number_series AS taken (tenant, series, last_number) VALUES ($1::text, $2::text, $3::int8)
ON CONFLICT (tenant, series) DO UPDATE SET last_number = taken.last_number + excluded.last_number RETURNING last_number::text AS number`,
    [session.tenant, series, count],
  )
  return integerOf(rows[0], 'number')
}

async function nextNumbers(session: Session, series: string, count: number): Promise<readonly number[]> {
  checkNumberCount(count)
  const last = await takeNumbers(session, series, count)
  return Array.from({ length: count }, (_, index) => last - count + 1 + index)
}

export function pgDocumentStore(session: Session): DocumentStore {
  return {
    put: (invoice) => session.step(() => put(session, invoice)),
    putAll: (many) => session.step(() => putAll(session, many)),
    get: (id) => session.step(() => findRecord<IssuedInvoice>(session, 'invoice', [['id', id]])),
    putEvidence: (evidence) => session.step(() => putEvidence(session, evidence)),
    evidence: (id) => session.step(() => findRecord<InvoiceEvidence>(session, 'invoice_evidence', [['invoice_id', id]])),
    findByPeriod: (account, interval) => session.step(() => findByPeriod(session, account, interval)),
    appendStatus: (record) => session.step(() => appendStatus(session, record)),
    statuses: (document) => session.step(() => journalOf<InvoiceStatusRecord>(session, 'document_status', document, 'revision')),
    appendDelivery: (record) => session.step(() => appendDelivery(session, record)),
    deliveries: (document) => session.step(() => journalOf<DocumentDelivery>(session, 'document_delivery', document, 'kind, provider, revision')),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    nextNumber: (series) => session.step(() => takeNumbers(session, series, 1)),
    nextNumbers: (series, count) => session.step(() => nextNumbers(session, series, count)),
  }
}
