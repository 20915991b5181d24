import { fail, type Interval } from '@farthing/core'
import type { SealedUsage, UsageStore } from '@farthing/ports'
import { keyOf, openTable, type Rows } from './table.js'
import type { Transaction } from './transaction.js'
import { writeOnce } from './write-once.js'

export function memoryUsageStore(rows: Rows<SealedUsage>, transaction: Transaction): UsageStore {
  const table = openTable(rows, transaction, (usage) => [sealKey(usage.subscription, usage)])
  const revisionKey = (usage: SealedUsage, revision: number) => keyOf(usage.subscription, usage.from, usage.to, revision)
  return {
    put: (usage) =>
      transaction.step(() => {
        const { revision } = usage
        if (revision !== 0 && table.get(revisionKey(usage, revision - 1)) === undefined) {
          fail('storage.conflict', { field: 'usage.revision', because: `is ${revision} without the one before`, facts: { revision } })
        }
        writeOnce(table, usage, { key: revisionKey(usage, revision), field: 'usage' })
      }),
    latest: (subscription, interval) =>
      transaction.step(() => table.under(sealKey(subscription, interval)).reduce(newer, undefined)),
  }
}

function sealKey(subscription: string, { from, to }: Interval): string {
  return keyOf(subscription, from, to)
}

function newer(a: SealedUsage | undefined, b: SealedUsage): SealedUsage {
  return a !== undefined && a.revision > b.revision ? a : b
}
