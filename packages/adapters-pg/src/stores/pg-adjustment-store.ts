import { fail } from '@farthing/core'
import type { AdjustmentRecord, AdjustmentStep } from '@farthing/ledger'
import type { AdjustmentFilter, AdjustmentStore, Page, PageRequest } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { ofAccounts, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, writeOnce, type KeyColumns } from './record-rows.js'

const table = 'adjustment'

function put(session: Session, record: AdjustmentRecord): Promise<void> {
  const others: KeyColumns = [['account', record.account], ['recorded_at', record.recordedAt, 'timestamptz']]
  return writeOnce(session, { table, key: [['id', record.id]], others, field: 'adjustment' }, record)
}

function get(session: Session, id: string): Promise<AdjustmentRecord | undefined> {
  return findRecord<AdjustmentRecord>(session, table, [['id', id]])
}

async function append(session: Session, step: AdjustmentStep): Promise<void> {
  const { adjustment, move } = step
  if ((await get(session, adjustment)) === undefined) fail('adjustment.unknown', { field: 'step.adjustment', because: `is ${JSON.stringify(adjustment)}`, facts: { adjustment } })
  await appendNext(session, { table: 'adjustment_step', key: [['adjustment', adjustment]], others: [['move', move]], field: 'step.revision' }, step)
}

async function steps(session: Session, id: string): Promise<readonly AdjustmentStep[]> {
  const sql = `SELECT body::text AS body FROM ${session.schema}.adjustment_step WHERE tenant = $1::text AND adjustment = $2::text ORDER BY revision`
  return (await session.query(sql, [session.tenant, id])).map((row) => recordOf(row) as AdjustmentStep)
}

function list(session: Session, { open, ...whose }: AdjustmentFilter, page: PageRequest | undefined): Promise<Page<AdjustmentRecord>> {
  const lastMove = `(SELECT s.move FROM ${session.schema}.adjustment_step AS s WHERE s.tenant = r.tenant AND s.adjustment = r.id ORDER BY s.revision DESC LIMIT 1)`
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [{ name: 'recorded_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
    where: (bind: Bind) => [
      ...ofAccounts(bind, whose),
      ...(open === undefined ? [] : [`coalesce(${lastMove}, '') NOT IN ('apply', 'withdraw')`]),
    ],
    read: (row: Row) => recordOf(row) as AdjustmentRecord,
  } as const
  return listPage(session, query, page)
}

export function pgAdjustmentStore(session: Session): AdjustmentStore {
  return {
    put: (record) => session.step(() => put(session, record)),
    get: (id) => session.step(() => get(session, id)),
    append: (step) => session.step(() => append(session, step)),
    steps: (id) => session.step(() => steps(session, id)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
