import type { WriteOff, WriteOffFilter, WriteOffStore } from '@farthing/ports'
import { listPage } from '../rows/list-page.js'
import { keyOf, openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

const revisionDigits = 10

export function memoryWriteOffStore(rows: Rows<WriteOff>, transaction: Transaction): WriteOffStore {
  const table = openTable(rows, transaction)
  return {
    put: (writeOff) => transaction.step(() => writeOnce(table, writeOff, { key: keyOf(...sortKeyOf(writeOff)), field: 'write-off' })),
    list: (filter, page) => transaction.step(() => listPage(table.all().filter((one) => matches(one, filter)), sortKeyOf, page)),
  }
}

function sortKeyOf({ from, subscription, identity, revision, change, to }: WriteOff): readonly string[] {
  return [from, subscription, identity, String(revision).padStart(revisionDigits, '0'), change, to]
}

function matches(one: WriteOff, { account = one.account, subscription = one.subscription, period = one }: WriteOffFilter): boolean {
  return one.account === account && one.subscription === subscription && one.from === period.from && one.to === period.to
}
