import type { Account } from '@farthing/core'
import type { AccountStore } from '@farthing/ports'
import type { Session } from '../connection/session.js'
import { listPage } from './list-page.js'
import { findRecord, recordOf, replaceRecord } from './record-rows.js'

export function pgAccountStore(session: Session): AccountStore {
  return {
    put: (account) => session.step(() => replaceRecord(session, 'account', [['id', account.id]], account)),
    get: (id) => session.step(() => findRecord<Account>(session, 'account', [['id', id]])),
    list: (page) =>
      session.step(() =>
        listPage(
          session,
          {
            select: 'r.body::text AS body',
            table: 'account',
            order: [{ name: 'id', type: 'text' }],
            where: () => [],
            read: (row) => recordOf(row) as Account,
          },
          page,
        ),
      ),
  }
}
