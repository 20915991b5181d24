import type { Page, PageRequest, WriteOff, WriteOffFilter, WriteOffStore } from '@farthing/ports'
import type { Row } from '../connection/rows.js'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { recordOf, writeOnce, type KeyColumns } from './record-rows.js'

const table = 'write_off'

function put(session: Session, writeOff: WriteOff): Promise<void> {
  const { subscription, account, from, to, identity, revision, change } = writeOff
  const key: KeyColumns = [
    ['subscription', subscription],
    ['period_from', from, 'timestamptz'],
    ['period_to', to, 'timestamptz'],
    ['identity', identity],
    ['revision', revision, 'int4'],
    ['change', change],
  ]
  return writeOnce(session, { table, key, others: [['account', account]], field: 'write-off' }, writeOff)
}

function list(session: Session, { account, subscription, period }: WriteOffFilter, page: PageRequest | undefined): Promise<Page<WriteOff>> {
  const query = {
    select: 'r.body::text AS body',
    table,
    order: [
      { name: 'period_from', type: 'timestamptz' },
      { name: 'subscription', type: 'text' },
      { name: 'identity', type: 'text' },
      { name: 'revision', type: 'int4' },
      { name: 'change', type: 'text' },
      { name: 'period_to', type: 'timestamptz' },
    ],
    where: (bind: (value: unknown) => string) => [
      ...(account === undefined ? [] : [`r.account = ${bind(account)}::text`]),
      ...(subscription === undefined ? [] : [`r.subscription = ${bind(subscription)}::text`]),
      ...(period === undefined ? [] : [`r.period_from = ${bind(period.from)}::timestamptz`, `r.period_to = ${bind(period.to)}::timestamptz`]),
    ],
    read: (row: Row) => recordOf(row) as WriteOff,
  } as const
  return listPage(session, query, page)
}

export function pgWriteOffStore(session: Session): WriteOffStore {
  return {
    put: (writeOff) => session.step(() => put(session, writeOff)),
    list: (filter, page) => session.step(() => list(session, filter, page)),
  }
}
