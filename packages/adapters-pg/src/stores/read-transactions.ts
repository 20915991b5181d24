import type { LedgerAccount, LedgerEntry, LedgerTransaction } from '@farthing/ledger'
import { instantSql } from '../connection/instant-sql.js'
import { textOf, type Row } from '../connection/rows.js'

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
export function transactionSql(schema: string): string {
  const texts = 'r.id, r.kind, r.key, r.reference, r.accounting_date, r.actor, r.correlation, r.cause, r.corrects, r.fingerprint'
  return `json_build_array(${texts})::text AS texts, ${instantSql('r.booked_at')} AS booked_at,
  (SELECT coalesce(json_agg(json_build_array(e.role, e.account, e.routing, e.currency, e.amount_minor::text, e.item) ORDER BY e.position), '[]')
   FROM ${schema}.ledger_entry AS e WHERE e.tenant = r.tenant AND e.transaction_id = r.id)::text AS entries`
}

export function transactionOf(row: Row, tenant: string): LedgerTransaction {
  const [id, kind, key, reference, accountingDate, actor, correlation, cause, corrects, fingerprint] = JSON.parse(textOf(row, 'texts')) as HeaderTexts
  const entries = (JSON.parse(textOf(row, 'entries')) as readonly EntryRow[]).map(entryOf)
  return {
    id, tenant, kind, key, reference, bookedAt: textOf(row, 'booked_at'), accountingDate, actor, correlation,
    ...(cause !== null && { cause }),
    ...(corrects !== null && { corrects }),
    fingerprint, entries,
  }
}
