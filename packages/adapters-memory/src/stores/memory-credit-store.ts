import { fail } from '@farthing/core'
import type { CreditGrant, CreditMovement } from '@farthing/ledger'
import { checkCreditMovement, type CreditMovementFilter, type CreditStore } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { inScope } from '../rows/in-scope.js'
import { listPage } from '../rows/list-page.js'
import { sameContent } from '../rows/same-content.js'
import { openTable, type Rows, type Table } from '../rows/table.js'
import type { Transaction } from '../rows/transaction.js'
import { writeOnce } from '../rows/write-once.js'

export interface CreditRows {
  readonly grants: Rows<CreditGrant>
  /** The journal of each grant, oldest first. */
  readonly movements: Rows<readonly CreditMovement[]>
}

const sequenceDigits = 10

export function memoryCreditStore(rows: CreditRows, transaction: Transaction): CreditStore {
  const grants = openTable(rows.grants, transaction)
  const journals = openTable(rows.movements, transaction)
  return {
    put: (grant) => transaction.step(() => writeOnce(grants, grant, { key: grant.id, field: 'grant' })),
    get: (id) => transaction.step(() => grants.get(id)),
    list: (filter, page) =>
      transaction.step(() => {
        const found = grants.all().filter((grant) => inScope(grant.account, filter))
        return listPage(found, ({ createdAt, id }) => [createdAt, id], page)
      }),
    append: (movement) => transaction.step(() => append(movement, grants, journals)),
    head: (grant) => transaction.step(() => journals.get(grant)?.at(-1)),
    movements: (filter, page) =>
      transaction.step(() => {
        const found = (filter.grant === undefined ? journals.all() : [journals.get(filter.grant) ?? []]).flat().filter((movement) => matches(movement, filter))
        return listPage(found, ({ grant, sequence }) => [grant, String(sequence).padStart(sequenceDigits, '0')], page)
      }),
  }
}

function append(movement: CreditMovement, grants: Table<CreditGrant>, journals: Table<readonly CreditMovement[]>): void {
  const { grant, sequence } = movement
  if (grants.get(grant) === undefined) fail('credit.unknown', { field: 'movement.grant', because: `is ${JSON.stringify(grant)}`, facts: { grant } })
  const journal = journals.get(grant) ?? []
  const kept = journal[sequence]
  if (kept !== undefined && sameContent(kept, movement)) return
  if (sequence !== journal.length) {
    fail('storage.conflict', { field: 'movement.sequence', because: `is ${sequence} where ${journal.length} is next`, facts: { grant, sequence, next: journal.length } })
  }
  checkCreditMovement(movement, journal.at(-1))
  journals.set(grant, [...journal, frozenCopy(movement)])
}

function matches(movement: CreditMovement, filter: CreditMovementFilter): boolean {
  return inScope(movement.account, filter) && (filter.document === undefined || movement.document === filter.document)
}
