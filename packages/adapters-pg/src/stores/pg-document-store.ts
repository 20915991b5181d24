import type { Interval } from '@farthing/core'
import type { InvoiceEvidence, IssuedInvoice } from '@farthing/ledger'
import type { DocumentStore, Page, PageRequest } from '@farthing/ports'
import { integerOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkTenant } from './check-tenant.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, writeOnce, type KeyColumns } from './record-rows.js'

async function put(session: Session, invoice: IssuedInvoice): Promise<void> {
  checkTenant(invoice.tenant, session.tenant, 'invoice.tenant')
  const others: KeyColumns = [
    ['account', invoice.account],
    ['currency', invoice.currency],
    ['period_from', invoice.from, 'timestamptz'],
    ['period_to', invoice.to, 'timestamptz'],
    ['series', invoice.series],
    ['number', invoice.number],
    ['issued_at', invoice.issuedAt, 'timestamptz'],
  ]
  await writeOnce(session, { table: 'invoice', key: [['id', invoice.id]], others, field: 'invoice' }, invoice)
}

async function putEvidence(session: Session, evidence: InvoiceEvidence): Promise<void> {
  checkTenant(evidence.invoice.tenant, session.tenant, 'evidence.invoice.tenant')
  await writeOnce(session, { table: 'invoice_evidence', key: [['invoice_id', evidence.invoice.id]], field: 'evidence' }, evidence)
}

async function findByPeriod(session: Session, account: string, { from, to }: Interval): Promise<readonly IssuedInvoice[]> {
  const rows = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.invoice
WHERE tenant = $1::text AND account = $2::text AND period_from = $3::timestamptz AND period_to = $4::timestamptz ORDER BY currency`,
    [session.tenant, account, from, to],
  )
  return rows.map((row) => recordOf(row) as IssuedInvoice)
}

function list(session: Session, account: string | undefined, page: PageRequest | undefined): Promise<Page<IssuedInvoice>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'invoice',
    order: [{ name: 'issued_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: (value: unknown) => string) => (account === undefined ? [] : [`r.account = ${bind(account)}::text`]),
    read: (row: Row) => recordOf(row) as IssuedInvoice,
  } as const
  return listPage(session, query, page)
}

/** One statement that takes the row's lock: the next taker waits until this transaction has ended, and a rollback gives the number back. */
async function nextNumber(session: Session, series: string): Promise<number> {
  const rows = await session.query(
    `INSERT INTO ${session.schema}.number_series AS taken (tenant, series, last_number) VALUES ($1::text, $2::text, 1)
ON CONFLICT (tenant, series) DO UPDATE SET last_number = taken.last_number + 1 RETURNING last_number::text AS number`,
    [session.tenant, series],
  )
  return integerOf(rows[0], 'number')
}

export function pgDocumentStore(session: Session): DocumentStore {
  return {
    put: (invoice) => session.step(() => put(session, invoice)),
    get: (id) => session.step(() => findRecord<IssuedInvoice>(session, 'invoice', [['id', id]])),
    putEvidence: (evidence) => session.step(() => putEvidence(session, evidence)),
    evidence: (id) => session.step(() => findRecord<InvoiceEvidence>(session, 'invoice_evidence', [['invoice_id', id]])),
    findByPeriod: (account, interval) => session.step(() => findByPeriod(session, account, interval)),
    list: ({ account }, page) => session.step(() => list(session, account, page)),
    nextNumber: (series) => session.step(() => nextNumber(session, series)),
  }
}
