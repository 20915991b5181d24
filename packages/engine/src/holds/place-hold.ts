import { money, toMinorUnits, type Instant, type Money } from '@farthing/core'
import { placeHold as place } from '@farthing/ledger'
import type { HoldRecord } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepPool, openPool } from './hold-pool.js'

/** The key is the id of the hold. */
export interface PlaceHold extends CommandOptions {
  readonly account: string
  readonly amount: Money
  /** From this instant on it can only expire. */
  readonly expiresAt: Instant
  /** What must be left of the available balance after all holds; nothing unless given, below zero where an overdraft is granted. */
  readonly floor?: Money
}

/**
 * Sets an amount of an account's available balance aside: paid credit and unapplied money, less what is owed and accrued. However many ask at once, what is
 * set aside leaves at least the floor.
 *
 * @throws `hold.floor` with what is available; `hold.invalid`, `account.unknown`, `money.*`, `time.*`, `command.conflict`
 */
export function placeHold(context: BillingContext, input: PlaceHold): Promise<HoldRecord> {
  return runCommand(context, {
    kind: 'holds.place',
    input,
    perform: async (stores, at) => {
      const amount = money(input.amount.amount, input.amount.currency, 'amount')
      const floor = input.floor === undefined ? {} : { floorMinor: toMinorUnits(money(input.floor.amount, amount.currency, 'floor')) }
      const loaded = await openPool(context, stores, { account: input.account, currency: amount.currency, ...floor }, at)
      await keepPool(stores, loaded, place(loaded.pool, { id: input.key, amountMinor: toMinorUnits(amount), at, expiresAt: input.expiresAt }))
      return input.key
    },
    recall: (stores, id) => stores.holds.get(id),
  })
}
