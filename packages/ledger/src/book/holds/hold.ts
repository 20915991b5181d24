import type { CurrencyCode, Instant } from '@farthing/core'
import type { LedgerAccount } from '../ledger-account.js'

/** An amount set aside for something that is not decided yet. It ends once: posted, voided or expired. */
export interface Hold {
  readonly id: string
  readonly amountMinor: string
  readonly placedAt: Instant
  /** From this instant on it can only expire. */
  readonly expiresAt: Instant
  readonly status: 'pending' | 'posted' | 'voided' | 'expired'
  /** What was taken of it; at most `amountMinor`. */
  readonly postedMinor?: string
  readonly endedAt?: Instant
}

/** What can be spent of one account and currency, and what is set aside of it. */
export interface HoldPool {
  readonly account: LedgerAccount
  readonly currency: CurrencyCode
  /** What there is in the ordinary sense of the account: 100 of credit that is left is `"100"`. */
  readonly balanceMinor: string
  /** What must be left after all holds; below zero where an overdraft is granted. */
  readonly floorMinor: string
  /** Pending and ended, in the order of placing. */
  readonly holds: readonly Hold[]
}
