import { fail, fitId, fromMinorUnits, money, toMinorUnits, type Money } from '@farthing/core'
import { postAdjustment, postHold as post, voidHold as giveUp, type HoldPool } from '@farthing/ledger'
import type { HoldRecord, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { findHold, keepPool, openPool, type LoadedPool } from './hold-pool.js'

export interface PostHold extends CommandOptions {
  /** Id of the hold. */
  readonly hold: string
  /** What is taken of it; all of it unless given. The rest is free again. */
  readonly amount?: Money
  /** What it is booked under, such as `image`. */
  readonly reason: string
}

export interface VoidHold extends CommandOptions {
  readonly hold: string
}

/**
 * Takes all or part of a pending hold, and charges the account for it in the same transaction: its open item is the hold.
 *
 * @throws `hold.unknown`; `hold.ended` for one that ended otherwise, or whose time is over; `hold.invalid` for more than was held; `command.conflict`
 */
export function postHold(context: BillingContext, input: PostHold): Promise<HoldRecord> {
  return runCommand(context, {
    kind: 'holds.post',
    input,
    perform: async (stores, at) => {
      const { key, hold: id, amount, reason, actor, correlation = key } = input
      const { loaded, record } = await openPoolOf(context, stores, id, at)
      if (amount !== undefined && amount.currency !== record.currency) fail('hold.invalid', { field: 'amount.currency', because: `is ${amount.currency}, and the hold is of ${record.currency}` })
      const after = post(loaded.pool, { id, at, ...(amount !== undefined && { amountMinor: toMinorUnits(money(amount.amount, amount.currency, 'amount')) }) })
      await keepPool(stores, loaded, after)
      const taken = fromMinorUnits(postedOf(after, id), record.currency)
      const origin = { tenant: context.tenant, key: fitId(`hold/${id}`, { digest: context.digest }), reference: id, bookedAt: at, correlation, ...(actor !== undefined && { actor }) }
      await stores.ledger.put(postAdjustment({ ...origin, account: record.account, item: id, reason, amount: taken }, { digest: context.digest, periods: await stores.bookPeriods.current() }))
      return id
    },
    recall: (stores, id) => stores.holds.get(id),
  })
}

/**
 * Gives a pending hold up.
 *
 * @throws `hold.unknown`; `hold.ended` for one that ended otherwise, or whose time is over; `command.conflict`
 */
export function voidHold(context: BillingContext, input: VoidHold): Promise<HoldRecord> {
  return runCommand(context, {
    kind: 'holds.void',
    input,
    perform: async (stores, at) => {
      const { loaded } = await openPoolOf(context, stores, input.hold, at)
      await keepPool(stores, loaded, giveUp(loaded.pool, { id: input.hold, at }))
      return input.hold
    },
    recall: (stores, id) => stores.holds.get(id),
  })
}

/** The pool of a hold, in which it is pending. The lock of the account comes before the second look. */
async function openPoolOf(context: BillingContext, stores: Stores, id: string, at: string): Promise<{ readonly loaded: LoadedPool; readonly record: HoldRecord }> {
  const { account, currency } = await findHold(stores, id)
  const loaded = await openPool(context, stores, { account, currency }, at)
  const record = await findHold(stores, id)
  if (record.status !== 'pending') {
    fail('hold.ended', { field: 'hold', because: `is ${JSON.stringify(id)}, which was ${record.status} at ${record.endedAt ?? record.expiresAt}`, facts: { id, status: record.status } })
  }
  return { loaded, record }
}

function postedOf({ holds }: HoldPool, id: string): string {
  return holds.find((hold) => hold.id === id)?.postedMinor ?? '0'
}
