import { compareBytes, fail } from '@farthing/core'
import type { BillingRun, BillingRunAccount, BillingRunAccountFilter, BillingRunFilter, BillingRunStore, Page, PageRequest } from '@farthing/ports'
import { integerOf, textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { inTime, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, recordOf } from './record-rows.js'

async function save(session: Session, run: BillingRun): Promise<void> {
  const { id, revision, startedAt } = run
  const isKept =
    revision === 0
      ? await insertRecord(session, 'billing_run', [['id', id], ['revision', revision, 'int4'], ['started_at', startedAt, 'timestamptz']], run)
      : (
          await session.query(
            `UPDATE ${session.schema}.billing_run SET body = $3::json, revision = $4::int4, started_at = $5::timestamptz
WHERE tenant = $1::text AND id = $2::text AND revision = $4::int4 - 1 RETURNING 'kept' AS kept`,
            [session.tenant, id, JSON.stringify(run), revision, startedAt],
          )
        ).length > 0
  if (!isKept) fail('storage.conflict', { field: 'run.revision', because: `of ${id} is ${revision}, which does not follow what is stored`, facts: { id, revision } })
}

const columns = 'run, account, revision, part, status, body'
const given = 'unnest($2::text[], $3::text[], $4::int4[], $5::int4[], $6::text[], $7::json[]) AS g (run, account, revision, part, status, body)'

async function saveAccounts(session: Session, accounts: readonly BillingRunAccount[]): Promise<void> {
  // In one order, so that two that save the same accounts never wait for each other.
  const ordered = [...accounts].sort((a, b) => compareBytes(a.run, b.run) || compareBytes(a.account, b.account))
  await saveSome(session, ordered.filter(({ revision }) => revision === 0), `INSERT INTO ${session.schema}.billing_run_account (tenant, ${columns})
SELECT $1::text, ${columns} FROM ${given} ON CONFLICT DO NOTHING RETURNING 'kept' AS kept`)
  await saveSome(session, ordered.filter(({ revision }) => revision > 0), `UPDATE ${session.schema}.billing_run_account AS r
SET revision = g.revision, part = g.part, status = g.status, body = g.body FROM ${given}
WHERE r.tenant = $1::text AND r.run = g.run AND r.account = g.account AND r.revision = g.revision - 1 RETURNING 'kept' AS kept`)
}

async function saveSome(session: Session, accounts: readonly BillingRunAccount[], sql: string): Promise<void> {
  if (accounts.length === 0) return
  const column = <K extends keyof BillingRunAccount>(name: K) => accounts.map((account) => account[name])
  const values = [session.tenant, column('run'), column('account'), column('revision'), column('part'), column('status'), accounts.map((account) => JSON.stringify(account))]
  const kept = await session.query(sql, values)
  if (kept.length === accounts.length) return
  fail('storage.conflict', { field: 'accounts.revision', because: `does not follow what is stored, of ${accounts.length - kept.length} of ${accounts.length} accounts`, facts: { kept: kept.length } })
}

async function find(session: Session, run: string, accounts: readonly string[]): Promise<readonly BillingRunAccount[]> {
  if (accounts.length === 0) return []
  const rows = await session.query(
    `SELECT r.body::text AS body FROM ${session.schema}.billing_run_account AS r
WHERE r.tenant = $1::text AND r.run = $2::text AND r.account = ANY ($3::text[]) ORDER BY r.account`,
    [session.tenant, run, [...accounts]],
  )
  return rows.map((row) => recordOf(row) as BillingRunAccount)
}

function listRuns(session: Session, { mode, status, ...when }: BillingRunFilter, page: PageRequest | undefined): Promise<Page<BillingRun>> {
  const where = (bind: Bind) => [
    ...inTime(bind, when, 'started_at'),
    ...(mode === undefined ? [] : [`r.body ->> 'mode' = ${bind(mode)}::text`]),
    ...(status === undefined ? [] : [`r.body ->> 'status' = ${bind(status)}::text`]),
  ]
  const order = [{ name: 'started_at', type: 'timestamptz' }, { name: 'id', type: 'text' }] as const
  return listPage(session, { select: 'r.body::text AS body', table: 'billing_run', order, where, read: (row: Row) => recordOf(row) as BillingRun }, page)
}

function listAccounts(session: Session, run: string, { status, part }: BillingRunAccountFilter, page: PageRequest | undefined): Promise<Page<BillingRunAccount>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'billing_run_account',
    order: [{ name: 'part', type: 'int4' }, { name: 'account', type: 'text' }],
    where: (bind: (value: unknown) => string) => [
      `r.run = ${bind(run)}::text`,
      ...(status === undefined ? [] : [`r.status = ${bind(status)}::text`]),
      ...(part === undefined ? [] : [`r.part = ${bind(part)}::int4`]),
    ],
    read: (row: Row) => recordOf(row) as BillingRunAccount,
  } as const
  return listPage(session, query, page)
}

async function counts(session: Session, run: string): Promise<Awaited<ReturnType<BillingRunStore['counts']>>> {
  const rows = await session.query(
    `SELECT r.status::text AS status, count(*)::text AS accounts FROM ${session.schema}.billing_run_account AS r WHERE r.tenant = $1::text AND r.run = $2::text GROUP BY r.status`,
    [session.tenant, run],
  )
  const found = new Map(rows.map((row) => [textOf(row, 'status'), integerOf(row, 'accounts')]))
  const of = (status: string): number => found.get(status) ?? 0
  return { pending: of('pending'), done: of('done'), held: of('held'), cleared: of('cleared') }
}

export function pgBillingRunStore(session: Session): BillingRunStore {
  return {
    get: (id) => session.step(() => findRecord<BillingRun>(session, 'billing_run', [['id', id]])),
    load: (id) => session.step(() => findRecord<BillingRun>(session, 'billing_run', [['id', id]], 'FOR UPDATE')),
    save: (run) => session.step(() => save(session, run)),
    list: (filter, page) => session.step(() => listRuns(session, filter, page)),
    find: (run, accounts) => session.step(() => find(session, run, accounts)),
    saveAccounts: (accounts) => session.step(() => saveAccounts(session, accounts)),
    accounts: (run, filter, page) => session.step(() => listAccounts(session, run, filter, page)),
    counts: (run) => session.step(() => counts(session, run)),
  }
}
