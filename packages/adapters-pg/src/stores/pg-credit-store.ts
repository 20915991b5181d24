import { fail } from '@farthing/core'
import type { CreditGrant, CreditMovement } from '@farthing/ledger'
import { checkCreditMovement, type AccountScope, type CreditMovementFilter, type CreditStore, type Page, type PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, insertRecord, isSameContent, recordOf, writeOnce, type KeyColumns } from './record-rows.js'

function put(session: Session, grant: CreditGrant): Promise<void> {
  const others: KeyColumns = [['account', grant.account], ['created_at', grant.createdAt, 'timestamptz']]
  return writeOnce(session, { table: 'credit_grant', key: [['id', grant.id]], others, field: 'grant' }, grant)
}

function get(session: Session, id: string): Promise<CreditGrant | undefined> {
  return findRecord<CreditGrant>(session, 'credit_grant', [['id', id]])
}

function list(session: Session, filter: AccountScope, page: PageRequest | undefined): Promise<Page<CreditGrant>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'credit_grant',
    order: [{ name: 'created_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: Bind) => ofAccounts(bind, filter),
    read: (row: Row) => recordOf(row) as CreditGrant,
  } as const
  return listPage(session, query, page)
}

async function head(session: Session, grant: string): Promise<CreditMovement | undefined> {
  const rows = await session.query(
    `SELECT m.body::text AS body FROM ${session.schema}.credit_movement AS m
WHERE m.tenant = $1::text AND m.grant_id = $2::text ORDER BY m.sequence DESC LIMIT 1`,
    [session.tenant, grant],
  )
  return rows[0] && (recordOf(rows[0]) as CreditMovement)
}

function keyOf({ grant, sequence }: CreditMovement): KeyColumns {
  return [['grant_id', grant], ['sequence', sequence, 'int4']]
}

function columnsOf(movement: CreditMovement): KeyColumns {
  const { account, document, balance } = movement
  const { granted, consumed, expired, voided, remaining } = balance
  const figures = Object.entries({ granted, consumed, expired, voided, remaining }).map(([name, value]) => [name, value, 'numeric'] as const)
  return [...keyOf(movement), ['account', account], ...(document === undefined ? [] : ([['document', document]] as const)), ...figures]
}

/** Looks at the head and claims the next place; the key decides, and whoever comes second has waited for the first and is refused. */
async function append(session: Session, movement: CreditMovement): Promise<void> {
  const { grant, sequence } = movement
  const before = await head(session, grant)
  const next = before === undefined ? 0 : before.sequence + 1
  if (next === 0 && (await get(session, grant)) === undefined) {
    fail('credit.unknown', { field: 'movement.grant', because: `is ${JSON.stringify(grant)}`, facts: { grant } })
  }
  if (sequence === next) {
    checkCreditMovement(movement, before)
    if (await insertRecord(session, 'credit_movement', columnsOf(movement), movement)) return
  }
  const kept = sequence > next ? undefined : await findRecord<CreditMovement>(session, 'credit_movement', keyOf(movement))
  if (kept !== undefined && isSameContent(kept, movement)) return
  const because = kept === undefined ? `is ${sequence} where ${next} is next` : `is ${sequence}, which another movement has`
  fail('storage.conflict', { field: 'movement.sequence', because, facts: { grant, sequence } })
}

function movements(session: Session, { grant, document, ...whose }: CreditMovementFilter, page: PageRequest | undefined): Promise<Page<CreditMovement>> {
  const query = {
    select: 'r.body::text AS body',
    table: 'credit_movement',
    order: [{ name: 'grant_id', type: 'text' }, { name: 'sequence', type: 'int4' }],
    where: (bind: Bind) => [
      ...ofAccounts(bind, whose),
      ...(grant === undefined ? [] : [`r.grant_id = ${bind(grant)}::text`]),
      ...(document === undefined ? [] : [`r.document = ${bind(document)}::text`]),
    ],
    read: (row: Row) => recordOf(row) as CreditMovement,
  } as const
  return listPage(session, query, page)
}

export function pgCreditStore(session: Session): CreditStore {
  return {
    put: (grant) => session.step(() => put(session, grant)),
    get: (id) => session.step(() => get(session, id)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
    append: (movement) => session.step(() => append(session, movement)),
    head: (grant) => session.step(() => head(session, grant)),
    movements: (filter, page) => session.step(() => movements(session, filter, page)),
  }
}
