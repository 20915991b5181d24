import { fail, type Interval } from '@farthing/core'
import type { SealedUsage, UsageStore } from '@farthing/ports'
import { keyOf, openTable, type Rows, type Table } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export function memoryUsageStore(rows: Rows<SealedUsage>, transaction: Transaction): UsageStore {
  const table = openTable(rows, transaction, (usage) => [sealKey(usage.subscription, usage)])
  return {
    put: (usage) =>
      transaction.step(() => {
        const { revision } = usage
        if (revision !== 0 && table.get(revisionKey(usage.subscription, usage, revision - 1)) === undefined) {
          fail('storage.conflict', { field: 'usage.revision', because: `is ${revision} without the one before`, facts: { revision } })
        }
        writeOnce(table, usage, { key: revisionKey(usage.subscription, usage, revision), field: 'usage' })
      }),
    get: (subscription, interval, revision) => transaction.step(() => table.get(revisionKey(subscription, interval, revision))),
    latest: (subscription, interval) => transaction.step(() => latest(table, subscription, interval)),
    latestRevisions: (periods) => transaction.step(() => periods.map((period) => latest(table, period.subscription, period)?.revision)),
  }
}

function sealKey(subscription: string, { from, to }: Interval): string {
  return keyOf(subscription, from, to)
}

function revisionKey(subscription: string, { from, to }: Interval, revision: number): string {
  return keyOf(subscription, from, to, revision)
}

function latest(table: Table<SealedUsage>, subscription: string, interval: Interval): SealedUsage | undefined {
  return table.under(sealKey(subscription, interval)).reduce(newer, undefined)
}

function newer(a: SealedUsage | undefined, b: SealedUsage): SealedUsage {
  return a !== undefined && a.revision > b.revision ? a : b
}
