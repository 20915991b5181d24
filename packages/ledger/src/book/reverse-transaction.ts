import { ledgerTransaction, type LedgerTransaction, type PostingOptions, type PostingOrigin } from './ledger-transaction.js'
import { openDayFrom } from './accounting-period.js'
import { mirrorEntries } from './mirror-entries.js'

export interface Reversal extends Pick<PostingOrigin, 'bookedAt' | 'actor' | 'correlation' | 'cause'> {
  readonly recorded: LedgerTransaction
}

/**
 * Takes a recorded transaction back by its mirror image, as recorded and never as it would be computed now.
 *
 * There is one reversal of a transaction: its id follows from it, so that of several at once one is kept and the others are conflicts.
 * It is booked on the accounting date of the original, or on the first open day where that is closed, and names the original either way.
 *
 * @throws `text.*`, `time.*` naming the field
 */
export function reverseTransaction({ recorded, bookedAt, actor, correlation, cause }: Reversal, options: PostingOptions = {}): LedgerTransaction {
  return ledgerTransaction(
    {
      tenant: recorded.tenant,
      kind: 'reversed',
      key: recorded.id,
      reference: recorded.reference,
      bookedAt,
      accountingDate: openDayFrom(options.periods ?? {}, recorded.accountingDate),
      ...(actor !== undefined && { actor }),
      ...(correlation !== undefined && { correlation }),
      cause: cause ?? `reverses ${recorded.kind} of ${recorded.accountingDate}`,
      corrects: recorded.id,
      entries: mirrorEntries(recorded.entries),
    },
    options,
  )
}
