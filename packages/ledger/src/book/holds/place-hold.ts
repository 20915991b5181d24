import { checkText, describeValue, fail, parseInstant, type Instant } from '@farthing/core'
import { compareMinor, isEntryAmount, signOfMinor } from '../minor-amount.js'
import { availableOf } from './available-of.js'
import type { Hold, HoldPool } from './hold.js'

export interface PlaceHold {
  readonly id: string
  readonly amountMinor: string
  readonly at: Instant
  readonly expiresAt: Instant
}

/**
 * Sets an amount aside, never below the floor. The same hold again changes nothing, whatever became of it.
 *
 * @throws `hold.floor` with what is available; `hold.conflict` for an id that holds something else; `hold.invalid`, `text.*`, `time.*`
 */
export function placeHold(pool: HoldPool, { id, amountMinor, at, expiresAt }: PlaceHold): HoldPool {
  const hold = checkHold({ id, amountMinor, placedAt: at, expiresAt, status: 'pending' })
  const known = pool.holds.find((one) => one.id === hold.id)
  if (known !== undefined) {
    if (known.amountMinor === hold.amountMinor && known.expiresAt === hold.expiresAt) return pool
    fail('hold.conflict', { field: 'id', because: `is ${describeValue(id)}, which holds ${known.amountMinor} until ${known.expiresAt}`, facts: { id } })
  }
  const available = availableOf(pool)
  if (compareMinor(hold.amountMinor, available) > 0) {
    fail('hold.floor', { field: 'amountMinor', because: `is ${amountMinor}, and ${available} is available`, facts: { available, amountMinor } })
  }
  return { ...pool, holds: [...pool.holds, hold] }
}

function checkHold(hold: Hold): Hold {
  const { id, amountMinor } = hold
  checkText(id, { field: 'id' })
  if (!isEntryAmount(amountMinor) || signOfMinor(amountMinor) < 0) fail('hold.invalid', { field: 'amountMinor', because: `is ${describeValue(amountMinor)}` })
  const placedAt = parseInstant(hold.placedAt, { field: 'at' })
  const expiresAt = parseInstant(hold.expiresAt, { field: 'expiresAt' })
  if (expiresAt <= placedAt) fail('hold.invalid', { field: 'expiresAt', because: `is ${expiresAt}, not after ${placedAt}` })
  return { ...hold, placedAt, expiresAt }
}
