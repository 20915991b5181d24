import { describeValue, fail, parseInstant, type Instant } from '@farthing/core'
import { compareMinor, isEntryAmount, signOfMinor, subtractMinor } from '../minor-amount.js'
import type { Hold, HoldPool } from './hold.js'

export interface PostHold {
  readonly id: string
  /** What is taken; the whole hold unless given. The rest is free again. */
  readonly amountMinor?: string
  readonly at: Instant
}

export interface VoidHold {
  readonly id: string
  readonly at: Instant
}

/**
 * Takes all or part of a pending hold out of the balance; what the book says of it is the caller's posting of `postedMinor`.
 * The same again changes nothing.
 *
 * @throws `hold.unknown`; `hold.ended` for one that ended otherwise, or whose time is over; `hold.invalid` for more than was held
 */
export function postHold(pool: HoldPool, { id, amountMinor, at }: PostHold): HoldPool {
  const hold = findHold(pool, id)
  const postedMinor = amountMinor ?? hold.amountMinor
  if (hold.status === 'posted' && hold.postedMinor === postedMinor) return pool
  checkPending(hold, at)
  if (!isEntryAmount(postedMinor) || signOfMinor(postedMinor) < 0 || compareMinor(postedMinor, hold.amountMinor) > 0) {
    fail('hold.invalid', { field: 'amountMinor', because: `is ${describeValue(postedMinor)} of ${hold.amountMinor}` })
  }
  const balanceMinor = subtractMinor(pool.balanceMinor, postedMinor)
  return replaceHold({ ...pool, balanceMinor }, { ...hold, status: 'posted', postedMinor, endedAt: parseInstant(at, { field: 'at' }) })
}

/**
 * Gives a pending hold up. The same again changes nothing.
 *
 * @throws `hold.unknown`; `hold.ended` for one that ended otherwise, or whose time is over
 */
export function voidHold(pool: HoldPool, { id, at }: VoidHold): HoldPool {
  const hold = findHold(pool, id)
  if (hold.status === 'voided') return pool
  checkPending(hold, at)
  return replaceHold(pool, { ...hold, status: 'voided', endedAt: parseInstant(at, { field: 'at' }) })
}

/** Ends every pending hold whose time is over, as of the instant at which it was. */
export function expireHolds(pool: HoldPool, at: Instant): HoldPool {
  const now = parseInstant(at, { field: 'at' })
  const isOver = ({ status, expiresAt }: Hold): boolean => status === 'pending' && expiresAt <= now
  if (!pool.holds.some(isOver)) return pool
  return { ...pool, holds: pool.holds.map((hold) => (isOver(hold) ? { ...hold, status: 'expired', endedAt: hold.expiresAt } : hold)) }
}

function findHold({ holds }: HoldPool, id: string): Hold {
  return holds.find((hold) => hold.id === id) ?? fail('hold.unknown', { field: 'id', because: `is ${describeValue(id)}`, facts: { id } })
}

/** A hold whose time is over is as good as expired, whether or not anybody has said so. */
function checkPending({ id, status, expiresAt, endedAt = expiresAt }: Hold, at: Instant): void {
  const now = parseInstant(at, { field: 'at' })
  if (status === 'pending' && now < expiresAt) return
  const how = status === 'pending' ? 'expired' : status
  fail('hold.ended', { field: 'id', because: `is ${describeValue(id)}, which was ${how} at ${endedAt}`, facts: { id, status: how, endedAt } })
}

function replaceHold(pool: HoldPool, hold: Hold): HoldPool {
  return { ...pool, holds: pool.holds.map((one) => (one.id === hold.id ? hold : one)) }
}
