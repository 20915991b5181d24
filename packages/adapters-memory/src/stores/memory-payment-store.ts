import type { PaymentRecord, PaymentRecordFilter, PaymentRecordKind, PaymentRecordOf, PaymentStore } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { inScope, inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

type Steps = readonly PaymentRecord[]

/** Steps by kind and id. A thing is found under its kind and, at its last step, under what its record names. */
export function memoryPaymentStore(rows: Rows<Steps>, transaction: Transaction): PaymentStore {
  const things = openTable(rows, transaction, (steps) => steps.slice(-1).flatMap(termsOf))
  const history = <K extends PaymentRecordKind>(kind: K, id: string): readonly PaymentRecordOf<K>[] => (things.get(keyOf(kind, id)) ?? []).filter((step) => isOfKind(step, kind))
  return {
    append: (record) => transaction.step(() => appendNext(things, record, { key: keyOf(record.kind, record.id), field: 'record.revision' })),
    get: (kind, id) => transaction.step(() => history(kind, id).at(-1)),
    history: (kind, id) => transaction.step(() => history(kind, id)),
    list: (kind, filter, page) =>
      transaction.step(() => {
        const found = things.under(narrowestTerm(kind, filter)).flatMap((steps) => steps.slice(-1)).filter((record) => isOfKind(record, kind))
        return listPage(found.filter((record) => matches(record, filter)), ({ createdAt, id }) => [createdAt, id], page)
      }),
  }
}

function termsOf({ kind, account, payment, providerName, status }: PaymentRecord): readonly string[] {
  const named = Object.entries({ account, payment, providerName, status })
  return [keyOf(kind), ...named.flatMap(([name, value]) => (value === undefined ? [] : [keyOf(kind, name, value)]))]
}

function narrowestTerm(kind: PaymentRecordKind, { account, payment, providerName, status }: PaymentRecordFilter): string {
  const [named] = Object.entries({ providerName, payment, account, status }).filter(([, value]) => value !== undefined)
  return named === undefined ? keyOf(kind) : keyOf(kind, named[0], named[1] ?? null)
}

function isOfKind<K extends PaymentRecordKind>(record: PaymentRecord, kind: K): record is Extract<PaymentRecord, PaymentRecordOf<K>> {
  return record.kind === kind
}

function matches(record: PaymentRecord, filter: PaymentRecordFilter): boolean {
  if (!inScope(record.account, filter) || !inTime(record.createdAt, filter)) return false
  if (filter.currency !== undefined && currencyOf(record) !== filter.currency) return false
  return named.every((name) => filter[name] === undefined || record[name] === filter[name])
}

const named = ['provider', 'payment', 'providerName', 'status'] as const

function currencyOf(record: PaymentRecord): string | undefined {
  return 'amount' in record.content ? record.content.amount.currency : undefined
}
