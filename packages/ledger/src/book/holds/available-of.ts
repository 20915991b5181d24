import { subtractMinor, sumMinor } from '../minor-amount.js'
import type { HoldPool } from './hold.js'

/** What can still be set aside or spent, in minor units: the balance without pending holds and floor. */
export function availableOf({ balanceMinor, floorMinor, holds }: HoldPool): string {
  const pending = holds.filter(({ status }) => status === 'pending').map(({ amountMinor }) => amountMinor)
  return subtractMinor(subtractMinor(balanceMinor, sumMinor(pending)), floorMinor)
}
