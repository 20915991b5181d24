import type { Decimal, Instant } from '@farthing/core'
import { advanceGrant, grantAsBooked, type BookedGrant, type CreditGrant, type GrantBalance } from '@farthing/ledger'

/** A grant, with `voidedAt` where it is void, and where it stands. */
export interface CreditStanding {
  readonly grant: CreditGrant
  readonly at: Instant
  readonly balance: GrantBalance<Decimal>
}

/** Where a grant stands at an instant: its journal, and what time has done since. Changes nothing. */
export function standingAt(booked: BookedGrant, at: Instant): CreditStanding {
  const moved = advanceGrant(booked, { at, bookedAt: at, reach: 'instant' })
  const grant = grantAsBooked(booked)
  const none = { grant: grant.id, granted: '0', consumed: '0', expired: '0', voided: '0', remaining: '0' } as const
  return { grant, at, balance: (moved.at(-1) ?? booked.head)?.balance ?? none }
}
