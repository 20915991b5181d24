import type { Instant } from '@farthing/core'
import { voidGrant } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { bookMovements } from './book-movements.js'
import { standingAt, type CreditStanding } from './credit-standing.js'
import { loadGrant } from './load-credits.js'
import { pastInstant } from './past-instant.js'

export interface VoidCredit extends CommandOptions {
  /** Id of the grant. */
  readonly grant: string
  /** From when on; now unless given. Not in the future, and not before what its journal holds. */
  readonly at?: Instant
}

/**
 * Voids a grant from an instant on: what is left of it is lost, and nothing of it starts or recurs any more. Documents that it has paid for stay. Of credit that
 * was sold, what is left is unapplied cash of its payment again, from where it is refunded or applied.
 *
 * @throws `credit.unknown`, `credit.ended` for one that has ended by then, `credit.movement_invalid` for an instant before what is booked,
 *   `command.invalid` for one in the future, `command.conflict`
 */
export function voidCredit(context: BillingContext, input: VoidCredit): Promise<CreditStanding> {
  return runCommand(context, {
    kind: 'credits.void',
    input,
    perform: async (stores, bookedAt) => {
      const booked = await loadGrant(stores, input.grant)
      const at = pastInstant(input.at, bookedAt, 'at')
      await stores.accounts.lock(booked.grant.account)
      await bookMovements(context, stores, booked.grant, voidGrant(booked, { at, bookedAt }))
      return booked.grant.id
    },
    recall: async (stores, id) => {
      const booked = await loadGrant(stores, id)
      return standingAt(booked, booked.head?.at ?? context.clock.now())
    },
  })
}
