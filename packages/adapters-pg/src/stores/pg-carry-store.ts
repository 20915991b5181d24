import type { CarryQuestion, CarryRecord, CarryStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { recordOf, writeOnce } from './record-rows.js'

const table = 'period_carry'

function put(session: Session, record: CarryRecord): Promise<void> {
  const { subscription, side, from, to, revision = 0 } = record
  const key = [['subscription', subscription], ['side', side], ['period_from', from, 'timestamptz'], ['period_to', to, 'timestamptz'], ['revision', revision, 'int4']] as const
  return writeOnce(session, { table, key, field: 'carry' }, record)
}

async function latest(session: Session, { subscription, side, until }: CarryQuestion): Promise<CarryRecord | undefined> {
  const [row] = await session.query(
    `SELECT body::text AS body FROM ${session.schema}.${table}
WHERE tenant = $1::text AND subscription = $2::text AND side = $3::text AND period_to <= $4::timestamptz
ORDER BY period_to DESC, period_from DESC, revision DESC LIMIT 1`,
    [session.tenant, subscription, side, until],
  )
  return row && (recordOf(row) as CarryRecord)
}

export function pgCarryStore(session: Session): CarryStore {
  return {
    put: (record) => session.step(() => put(session, record)),
    latest: (question) => session.step(() => latest(session, question)),
  }
}
