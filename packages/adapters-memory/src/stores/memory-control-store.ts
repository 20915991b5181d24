import { fail } from '@farthing/core'
import type { ControlRecord, ControlRecordFilter, ControlRecordKind, ControlRecordOf, ControlStore, EventRemoval } from '@farthing/ports'
import { appendNext } from '../rows/append-next.js'
import { frozenCopy } from '../rows/frozen-copy.js'
import { inScope, inTime } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

type Steps = readonly ControlRecord[]

/** Steps by kind and id. A thing is found under its kind, and under that with its account and with what it is about. */
export function memoryControlStore(rows: Rows<Steps>, removals: Rows<EventRemoval>, transaction: Transaction): ControlStore {
  const things = openTable(rows, transaction, (steps) => steps.slice(-1).flatMap(termsOf))
  const history = <K extends ControlRecordKind>(kind: K, id: string): readonly ControlRecordOf<K>[] => (things.get(keyOf(kind, id)) ?? []).filter((step) => isOfKind(step, kind))
  return {
    append: (record) => transaction.step(() => appendNext(things, record, { key: keyOf(record.kind, record.id), field: 'record.revision' })),
    get: (kind, id) => transaction.step(() => history(kind, id).at(-1)),
    history: (kind, id) => transaction.step(() => history(kind, id)),
    list: (kind, filter, page) =>
      transaction.step(() => {
        const found = things.under(narrowestTerm(kind, filter)).flatMap((steps) => steps.slice(-1)).filter((record) => isOfKind(record, kind))
        return listPage(found.filter((record) => matches(record, filter)), ({ createdAt, id }) => [createdAt, id], page)
      }),
    eraseRecipients: (account, removal) =>
      transaction.step(() => {
        const decided = removals.byKey.get(removal)
        if (decided?.kind !== 'erasure' || decided.account !== account) {
          fail('storage.removal_unknown', { field: 'removal', because: `is ${JSON.stringify(removal)}, and no erasure of ${account} of that id was decided`, facts: { removal } })
        }
        const own = things.all().filter(([first]) => first?.account === account)
        const told = own.filter((steps) => steps.some(hasRecipients))
        for (const steps of told) for (const { kind, id } of steps.slice(0, 1)) things.set(keyOf(kind, id), frozenCopy(steps.map(withoutRecipients)))
        return told.flatMap((steps) => steps.filter(hasRecipients)).length
      }),
  }
}

function hasRecipients({ content }: ControlRecord): boolean {
  return ('recipients' in content && content.recipients.length > 0) || ('recipient' in content && content.recipient !== '')
}

function withoutRecipients(record: ControlRecord): ControlRecord {
  if (!hasRecipients(record)) return record
  const { content } = record
  return { ...record, content: { ...content, ...('recipient' in content ? { recipient: '' } : { recipients: [] }) } } as ControlRecord
}

function termsOf({ kind, account, about }: ControlRecord): readonly string[] {
  return [keyOf(kind), keyOf(kind, 'account', account), ...(about === undefined ? [] : [keyOf(kind, 'about', about)])]
}

function narrowestTerm(kind: ControlRecordKind, { account, about }: ControlRecordFilter): string {
  if (about !== undefined) return keyOf(kind, 'about', about)
  return account === undefined ? keyOf(kind) : keyOf(kind, 'account', account)
}

function isOfKind<K extends ControlRecordKind>(record: ControlRecord, kind: K): record is Extract<ControlRecord, ControlRecordOf<K>> {
  return record.kind === kind
}

function matches(record: ControlRecord, filter: ControlRecordFilter): boolean {
  const { status = record.status, about } = filter
  return inScope(record.account, filter) && inTime(record.createdAt, filter) && record.status === status && (about === undefined || record.about === about)
}
