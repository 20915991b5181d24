import { fail } from '@farthing/core'
import type { LedgerAccount, LedgerEntry, LedgerTransaction } from '@farthing/ledger'
import type { LedgerBalance, LedgerStore, PageRequest } from '@farthing/ports'
import { instantSql } from '../connection/instant-sql.js'
import { textOf, type Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { checkBalanced } from './check-balanced.js'
import { checkTenant } from './check-tenant.js'
import { listPage, type ListQuery } from './list-page.js'
import { isSameContent } from './record-rows.js'

type EntryRow = readonly [
  role: LedgerAccount['role'],
  account: string | null,
  routing: string | null,
  currency: string,
  amountMinor: string,
  item: string | null,
]

function entryOf([role, account, routing, currency, amountMinor, item]: EntryRow): LedgerEntry {
  const place = { role, ...(account !== null && { account }), ...(routing !== null && { routing }) }
  return { account: place, currency, amountMinor, ...(item !== null && { item }) }
}

type HeaderTexts = readonly [
  id: string,
  kind: LedgerTransaction['kind'],
  key: string,
  reference: string,
  accountingDate: string,
  actor: string,
  correlation: string,
  cause: string | null,
  corrects: string | null,
  fingerprint: string,
]

/** The columns of a transaction `r`. Texts come as JSON: PGlite takes a byte order mark away from the start of a value. */
function transactionSql(schema: string): string {
  const texts = 'r.id, r.kind, r.key, r.reference, r.accounting_date, r.actor, r.correlation, r.cause, r.corrects, r.fingerprint'
  return `json_build_array(${texts})::text AS texts, ${instantSql('r.booked_at')} AS booked_at,
  (SELECT json_agg(json_build_array(e.role, e.account, e.routing, e.currency, e.amount_minor::text, e.item) ORDER BY e.position)
   FROM ${schema}.ledger_entry AS e WHERE e.tenant = r.tenant AND e.transaction_id = r.id)::text AS entries`
}

function transactionOf(row: Row, tenant: string): LedgerTransaction {
  const [id, kind, key, reference, accountingDate, actor, correlation, cause, corrects, fingerprint] = JSON.parse(textOf(row, 'texts')) as HeaderTexts
  const entries = (JSON.parse(textOf(row, 'entries')) as readonly EntryRow[]).map(entryOf)
  return {
    id, tenant, kind, key, reference, bookedAt: textOf(row, 'booked_at'), accountingDate, actor, correlation,
    ...(cause !== null && { cause }),
    ...(corrects !== null && { corrects }),
    fingerprint, entries,
  }
}

async function get(session: Session, id: string): Promise<LedgerTransaction | undefined> {
  const rows = await session.query(
    `SELECT ${transactionSql(session.schema)} FROM ${session.schema}.ledger_transaction AS r WHERE r.tenant = $1::text AND r.id = $2::text`,
    [session.tenant, id],
  )
  return rows[0] && transactionOf(rows[0], session.tenant)
}

/** Header and entries in one statement, so that the entries of a transaction that is known are not written again. */
function insertSql(schema: string): string {
  return `WITH header AS (
  INSERT INTO ${schema}.ledger_transaction
    (tenant, id, entries, kind, reference, booked_at, key, accounting_date, actor, correlation, cause, corrects, fingerprint)
  VALUES ($1::text, $2::text, $3::int4, $4::text, $5::text, $6::timestamptz, $7::text, $8::date, $9::text, $10::text, $11::text, $12::text, $13::text)
  ON CONFLICT (tenant, id) DO NOTHING RETURNING tenant, id, entries
), sides AS (
  INSERT INTO ${schema}.ledger_entry (tenant, transaction_id, entries, position, role, account, routing, currency, amount_minor, item)
  SELECT header.tenant, header.id, header.entries, side.number - 1, side.role, side.account, side.routing, side.currency, side.amount::numeric, side.item
  FROM header, unnest($14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[]) WITH ORDINALITY
    AS side(role, account, routing, currency, amount, item, number)
)
SELECT id FROM header`
}

async function put(session: Session, posted: LedgerTransaction): Promise<void> {
  const { id, tenant, kind, key, reference, bookedAt, accountingDate, actor, correlation, cause = null, corrects = null, fingerprint, entries } = posted
  checkTenant(tenant, session.tenant, 'transaction.tenant')
  checkBalanced(entries)
  const sides = [
    entries.map(({ account }) => account.role),
    entries.map(({ account }) => account.account ?? null),
    entries.map(({ account }) => account.routing ?? null),
    entries.map(({ currency }) => currency),
    entries.map(({ amountMinor }) => amountMinor),
    entries.map(({ item }) => item ?? null),
  ]
  const header = [tenant, id, entries.length, kind, reference, bookedAt, key, accountingDate, actor, correlation, cause, corrects, fingerprint]
  const kept = await session.query(insertSql(session.schema), [...header, ...sides])
  if (kept.length > 0 || isSameContent(await get(session, id), posted)) return
  fail('storage.conflict', { field: 'transaction', because: 'is kept with other content', facts: { key: id } })
}

async function balance(session: Session, { role, account, routing }: LedgerAccount): Promise<readonly LedgerBalance[]> {
  const values: unknown[] = [session.tenant, role]
  const whole = (column: string, value: string | undefined): string =>
    value === undefined ? `${column} IS NULL` : `${column} = $${values.push(value)}::text`
  const rows = await session.query(
    `SELECT currency, sum(amount_minor)::text AS sum FROM ${session.schema}.ledger_entry
WHERE tenant = $1::text AND role = $2::text AND ${whole('account', account)} AND ${whole('routing', routing)}
GROUP BY currency ORDER BY currency`,
    values,
  )
  return rows.map((row) => ({ currency: textOf(row, 'currency'), amountMinor: textOf(row, 'sum') }))
}

export function pgLedgerStore(session: Session): LedgerStore {
  const list = (page: PageRequest | undefined, where: ListQuery<LedgerTransaction>['where'] = () => []) =>
    listPage(
      session,
      {
        select: transactionSql(session.schema),
        table: 'ledger_transaction',
        order: [{ name: 'booked_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
        where,
        read: (row) => transactionOf(row, session.tenant),
      },
      page,
    )
  return {
    put: (posted) => session.step(() => put(session, posted)),
    get: (id) => session.step(() => get(session, id)),
    list: (page) => session.step(() => list(page)),
    listOfAccount: (account, page) =>
      session.step(() =>
        list(page, (bind) => [
          `EXISTS (SELECT FROM ${session.schema}.ledger_entry AS e WHERE e.tenant = r.tenant AND e.transaction_id = r.id AND e.account = ${bind(account)}::text)`,
        ]),
      ),
    balance: (account) => session.step(() => balance(session, account)),
  }
}
