import type { ReconciliationRun } from '@farthing/ledger'
import type { ReconciliationStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { checkTenant } from './check-tenant.js'
import { inTime, type Bind } from './list-conditions.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, writeOnce } from './record-rows.js'

const table = 'reconciliation_run'

async function put(session: Session, run: ReconciliationRun): Promise<void> {
  checkTenant(run.tenant, session.tenant, 'run.tenant')
  await writeOnce(session, { table, key: [['id', run.id]], others: [['ran_at', run.at, 'timestamptz']], field: 'run' }, run)
}

export function pgReconciliationStore(session: Session): ReconciliationStore {
  return {
    put: (run) => session.step(() => put(session, run)),
    get: (id) => session.step(() => findRecord<ReconciliationRun>(session, table, [['id', id]])),
    list: ({ outcome, ...when }, page) =>
      session.step(() =>
        listPage(
          session,
          {
            select: 'r.body::text AS body',
            table,
            order: [{ name: 'ran_at', type: 'timestamptz' }, { name: 'id', type: 'text' }],
            where: (bind: Bind) => [
              ...inTime(bind, when, 'ran_at'),
              ...(outcome === undefined ? [] : [`pg_catalog.json_array_length(r.body -> 'mismatches') ${outcome === 'agrees' ? '=' : '>'} 0`]),
            ],
            read: (row) => recordOf(row) as ReconciliationRun,
          },
          page,
        ),
      ),
  }
}
