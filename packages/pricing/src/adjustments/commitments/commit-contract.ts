import { fail, parseInstant, type CurrencyCode, type Decimal, type Instant, type Interval } from '@farthing/core'
import { at, oneOf, optional, readPositive, readRecord, readText } from '../../models/read-fields.js'

/**
 * An amount that an account commits to for a time. `prepaid` was paid at the start and is drawn down; what is left at the end expires.
 * `spend` is a promise: charges are paid as they come, and what is missing at the end is due.
 */
export interface CommitContract extends Interval {
  readonly id: string
  readonly kind: 'prepaid' | 'spend'
  readonly amount: Decimal
  readonly currency: CurrencyCode
  /** What people call it; the id unless given. */
  readonly label?: string
}

/** Reads a commit contract in canonical form. @throws `commitment.invalid`, `price.invalid`, `catalog.malformed`, the `time.*` codes */
export function checkCommitContract(value: unknown, field = ''): CommitContract {
  const fields = readRecord(value, field, ['id', 'kind', 'amount', 'currency', 'from', 'to', 'label'])
  const contract = {
    id: readText(fields.id, at(field, 'id')),
    kind: oneOf(['prepaid', 'spend'])(fields.kind, at(field, 'kind')),
    amount: readPositive(fields.amount, at(field, 'amount')),
    currency: readText(fields.currency, at(field, 'currency')),
    from: readInstant(fields.from, at(field, 'from')),
    to: readInstant(fields.to, at(field, 'to')),
    ...optional(fields, 'label', field, readText),
  }
  const { from, to } = contract
  if (to <= from) fail('commitment.invalid', { field: at(field, 'to'), because: `is ${to}, which is not after its start ${from}`, facts: { from, to } })
  return contract
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}
