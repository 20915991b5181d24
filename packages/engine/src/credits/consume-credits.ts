import { fail, type Instant } from '@farthing/core'
import { consumeCredit, type BookedGrant, type CreditAvailability, type CreditConsumption } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { bookMovements, type BookingContext } from './book-movements.js'

export interface ConsumeCredits {
  /** Id of the document that the credit paid for. */
  readonly document: string
  readonly consumptions: readonly CreditConsumption[]
  /** As they were when the consumptions were computed: `loadGrants`. */
  readonly grants: readonly BookedGrant[]
  /** As in `openCredits`. */
  readonly at: Instant
  readonly availability?: CreditAvailability
  readonly bookedAt: Instant
}

/**
 * Books what a document took from grants, in the transaction that keeps the document. Movements follow the journals as they were when the document was
 * drafted: when another document has come between, the place is taken, `storage.conflict`, and the command that issues it starts again with what is left.
 *
 * @throws `credit.unknown` for a grant that is not among `grants`, `credit.unavailable` for more than is left, `storage.conflict`
 */
export async function consumeCredits(
  context: BookingContext,
  stores: Stores,
  { document, consumptions, grants, at, availability = 'close', bookedAt }: ConsumeCredits,
): Promise<void> {
  const heads = new Map(grants.map((booked) => [booked.grant.id, booked]))
  for (const { grant: id, line, amount } of consumptions) {
    const booked = heads.get(id) ?? fail('credit.unknown', { field: 'consumptions', because: `name ${JSON.stringify(id)}`, facts: { grant: id } })
    const movements = consumeCredit(booked, { document, line, amount, at, availability, bookedAt })
    await bookMovements(context, stores, booked.grant, movements)
    const head = movements.at(-1)
    if (head !== undefined) heads.set(id, { grant: booked.grant, head })
  }
}
