import type { Charge } from '@farthing/pricing'
import { checkChargesApart, type ChargeRevision, type ChargeStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { openTable, type Rows } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'

/** Revisions of one charge key, oldest first. */
export type ChargeHistory = readonly ChargeRevision[]

export function memoryChargeStore(rows: Rows<ChargeHistory>, transaction: Transaction): ChargeStore {
  const table = openTable(rows, transaction)
  const put = (charge: Charge): ChargeRevision => {
    const history = table.get(charge.chargeKey) ?? []
    const head = history.at(-1)
    if (head?.charge.ratingKey === charge.ratingKey) return head
    const next = frozenCopy({ charge, revision: history.length })
    table.set(charge.chargeKey, [...history, next])
    return next
  }
  return {
    put: (charge) => transaction.step(() => put(charge)),
    putAll: (charges) => transaction.step(() => {
      checkChargesApart(charges)
      return charges.map(put)
    }),
    head: (chargeKey) => transaction.step(() => table.get(chargeKey)?.at(-1)),
  }
}
