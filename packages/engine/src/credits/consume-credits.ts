import type { Instant } from '@farthing/core'
import { consumeCredit, type CreditAvailability, type CreditConsumption } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { bookMovements, type BookingContext } from './book-movements.js'
import { loadGrant } from './load-credits.js'

export interface ConsumeCredits {
  /** Id of the document that the credit paid for. */
  readonly document: string
  readonly consumptions: readonly CreditConsumption[]
  /** As in `openCredits`, of which they follow. */
  readonly at: Instant
  readonly availability?: CreditAvailability
  readonly bookedAt: Instant
}

/**
 * Books what a document took from grants, in the transaction that keeps the document. When another document has taken the same credit since it was looked
 * up, the journal has no room: `storage.conflict`, and the command that issues the document starts again with what is left.
 *
 * @throws `credit.unknown`, `credit.unavailable` for more than is left, `storage.conflict`
 */
export async function consumeCredits(
  context: BookingContext,
  stores: Stores,
  { document, consumptions, at, availability = 'close', bookedAt }: ConsumeCredits,
): Promise<void> {
  for (const { grant, line, amount } of consumptions) {
    const booked = await loadGrant(stores, grant, 'consumptions')
    await bookMovements(context, stores, booked.grant, consumeCredit(booked, { document, line, amount, at, availability, bookedAt }))
  }
}
