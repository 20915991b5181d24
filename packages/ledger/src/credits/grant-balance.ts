import { add, assertInvariant, signOf, subtract, type Exact } from '@farthing/core'

/** Where a grant stands: `granted` = `consumed` + `expired` + `voided` + `remaining`, at any instant. None is below zero. */
export interface GrantBalance<A extends Exact = Exact> {
  readonly grant: string
  /** All that it gave so far: once at its start, again at each recurrence, and what a reset raised it by. */
  readonly granted: A
  /** What paid for something, less what was given back. */
  readonly consumed: A
  /** What nobody used before it ended, recurred or was reset: breakage. */
  readonly expired: A
  readonly voided: A
  readonly remaining: A
}

/** What happened to a grant. `restored` takes back a part of what was `consumed`. */
export type CreditMovementKind = 'granted' | 'consumed' | 'expired' | 'voided' | 'restored'

export function emptyBalance(grant: string): GrantBalance {
  return { grant, granted: '0', consumed: '0', expired: '0', voided: '0', remaining: '0' }
}

/** The balance after a movement of a positive amount. A movement that would take more than there is breaks an invariant. */
export function moveBalance(balance: GrantBalance, kind: CreditMovementKind, amount: Exact): GrantBalance {
  assertInvariant(signOf(amount) > 0, 'a movement of credit is of a positive amount')
  const isGain = kind === 'granted' || kind === 'restored'
  const remaining = isGain ? add(balance.remaining, amount) : subtract(balance.remaining, amount)
  assertInvariant(signOf(remaining) >= 0, 'a grant does not go below zero')
  if (kind !== 'restored') return { ...balance, [kind]: add(balance[kind], amount), remaining }
  const consumed = subtract(balance.consumed, amount)
  assertInvariant(signOf(consumed) >= 0, 'no more is restored than was consumed')
  return { ...balance, consumed, remaining }
}
