import { compareBytes } from '@farthing/core'
import type { QuotaLimit, QuotaReservation, QuotaReservationFilter, QuotaStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

/** Every step, by what it is about. */
export interface QuotaRows {
  readonly limits: Rows<readonly QuotaLimit[]>
  readonly reservations: Rows<readonly QuotaReservation[]>
}

export function memoryQuotaStore(rows: QuotaRows, transaction: Transaction): QuotaStore {
  const limits = openTable(rows.limits, transaction, (decisions) => decisions.slice(0, 1).map(({ subscription }) => subscription))
  const reservations = openTable(rows.reservations, transaction, (steps) => steps.slice(-1).map(({ status }) => status))
  return {
    appendLimit: (limit) => transaction.step(() => appendNext(limits, limit, { key: keyOf(limit.subscription, limit.feature), field: 'limit.revision' })),
    limits: (subscription) =>
      transaction.step(() =>
        limits
          .under(subscription)
          .flatMap((decisions) => decisions.slice(-1))
          .sort((a, b) => compareBytes(a.feature, b.feature)),
      ),
    append: (reservation) => transaction.step(() => appendNext(reservations, reservation, { key: reservation.id, field: 'record.revision' })),
    get: (id) => transaction.step(() => reservations.get(id)?.at(-1)),
    list: (filter, page) =>
      transaction.step(() => {
        const found = (filter.status === undefined ? reservations.all() : reservations.under(filter.status)).flatMap((steps) => steps.slice(-1))
        return listPage(found.filter((record) => matches(record, filter)), ({ reservedAt, id }) => [reservedAt, id], page)
      }),
    // Transactions of a tenant run one after another, so nobody has to wait here.
    lock: () => transaction.step(() => undefined),
  }
}

function matches(record: QuotaReservation, filter: QuotaReservationFilter): boolean {
  const { subscription = record.subscription, feature = record.feature, status = record.status } = filter
  return inScope(record.account, filter) && record.subscription === subscription && record.feature === feature && record.status === status
}
