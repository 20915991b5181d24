import type { Page, PageRequest, PaymentRecord, PaymentRecordFilter, PaymentRecordKind, PaymentRecordOf, PaymentStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { appendNext } from './append-next.js'
import { listOfKind, stepsOfKind } from './kind-records.js'

const table = 'payment_record'

function append(session: Session, record: PaymentRecord): Promise<void> {
  const { kind, id, status, provider, account, payment, providerName, createdAt } = record
  const named = [['account', account], ['payment', payment], ['provider_name', providerName]] as const
  const given = named.flatMap(([column, value]) => (value === undefined ? [] : [[column, value] as const]))
  const others = [['status', status], ['provider', provider], ...given, ['created_at', createdAt, 'timestamptz']] as const
  return appendNext(session, { table, key: [['kind', kind], ['id', id]], others, field: 'record.revision' }, record)
}

async function history<K extends PaymentRecordKind>(session: Session, kind: K, id: string, which: 'all' | 'last'): Promise<readonly PaymentRecordOf<K>[]> {
  return (await stepsOfKind(session, table, { kind, id }, which)) as readonly PaymentRecordOf<K>[]
}

async function list<K extends PaymentRecordKind>(session: Session, kind: K, filter: PaymentRecordFilter, page: PageRequest | undefined): Promise<Page<PaymentRecordOf<K>>> {
  const { provider, payment, providerName, status, currency } = filter
  return (await listOfKind(session, table, { kind, filter, columns: { provider, payment, provider_name: providerName, status }, currency }, page)) as Page<PaymentRecordOf<K>>
}

export function pgPaymentStore(session: Session): PaymentStore {
  return {
    append: (record) => session.step(() => append(session, record)),
    get: (kind, id) => session.step(async () => (await history(session, kind, id, 'last'))[0]),
    history: (kind, id) => session.step(() => history(session, kind, id, 'all')),
    list: (kind, filter, page) => session.step(() => list(session, kind, filter, page)),
  }
}
