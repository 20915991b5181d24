import type { IssuedCreditNote } from '@farthing/ledger'
import type { CorrectionFilter, CorrectionRecord, CorrectionStep, CorrectionStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { inTime, ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { recordOf, type KeyColumns } from './record-rows.js'

function append(session: Session, record: CorrectionRecord): Promise<void> {
  const { invoice, account, at, note } = record
  const number: KeyColumns = note === undefined ? [] : [['series', note.series], ['number', note.number]]
  const others: KeyColumns = [['account', account], ['recorded_at', at, 'timestamptz'], ...number]
  return appendNext(session, { table: 'correction', key: [['invoice', invoice]], others, field: 'correction.revision' }, record)
}

async function journal<T>(session: Session, table: 'correction' | 'correction_step', [column, value]: readonly [string, string]): Promise<readonly T[]> {
  const sql = `SELECT body::text AS body FROM ${session.schema}.${table} WHERE tenant = $1::text AND ${column} = $2::text ORDER BY revision`
  return (await session.query(sql, [session.tenant, value])).map((row) => recordOf(row) as T)
}

async function findNote(session: Session, id: string): Promise<IssuedCreditNote | undefined> {
  const sql = `SELECT body::text AS body FROM ${session.schema}.correction WHERE tenant = $1::text AND note = $2::text`
  const [row] = await session.query(sql, [session.tenant, id])
  return row && (recordOf(row) as CorrectionRecord).note
}

function list(session: Session, filter: CorrectionFilter, page: PageRequest | undefined): Promise<Page<CorrectionRecord>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'correction',
    order: [{ name: 'recorded_at', type: 'timestamptz' }, { name: 'invoice', type: 'text' }, { name: 'revision', type: 'int4' }],
    where: (bind: Bind) => [...ofAccounts(bind, filter), ...inTime(bind, filter, 'recorded_at')],
    read: (row: Row) => recordOf(row) as CorrectionRecord,
  } as const
  return listPage(session, query, page)
}

function appendStep(session: Session, step: CorrectionStep): Promise<void> {
  const { proposal, move, account, at } = step
  const others: KeyColumns = [['move', move], ['account', account], ['recorded_at', at, 'timestamptz']]
  return appendNext(session, { table: 'correction_step', key: [['proposal', proposal]], others, field: 'step.revision' }, step)
}

function proposals(session: Session, filter: CorrectionFilter, page: PageRequest | undefined): Promise<Page<CorrectionStep>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'correction_step',
    order: [{ name: 'recorded_at', type: 'timestamptz' }, { name: 'proposal', type: 'text' }],
    where: (bind: Bind) => ['r.revision = 1', ...ofAccounts(bind, filter), ...inTime(bind, filter, 'recorded_at')],
    read: (row: Row) => recordOf(row) as CorrectionStep,
  } as const
  return listPage(session, query, page)
}

export function pgCorrectionStore(session: Session): CorrectionStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    records: (invoice) => session.step(() => journal<CorrectionRecord>(session, 'correction', ['invoice', invoice])),
    findNote: (id) => session.step(() => findNote(session, id)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    appendStep: (step) => session.step(() => appendStep(session, step)),
    steps: (proposal) => session.step(() => journal<CorrectionStep>(session, 'correction_step', ['proposal', proposal])),
    proposals: (filter, page) => session.step(() => proposals(session, filter, page)),
  }
}
