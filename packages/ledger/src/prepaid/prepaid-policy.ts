import type { CurrencyCode, Decimal, Instant } from '@farthing/core'
import type { RestrictionScope } from '../delinquency/restriction.js'

/**
 * What follows when prepaid credit is used up: the account is restricted (`restrict`), what it holds is given up (`force_release`), or people are told and
 * nothing else (`notify`).
 */
export type DepletionAction = 'restrict' | 'force_release' | 'notify'

/** How the prepaid credit of an account is watched, in one currency. */
export interface PrepaidPolicy {
  readonly account: string
  readonly currency: CurrencyCode
  /** Credit is low at this amount and below it; above 0. */
  readonly lowBalance?: Decimal
  /** Credit is low when it lasts for so many days of 24 hours or fewer; 1 to 365. */
  readonly lowRunwayDays?: number
  /** Release is pending when credit lasts for so many hours or fewer, 1 to 8,760; goes with `force_release` only. */
  readonly releaseNoticeHours?: number
  /** A change holds from the next depletion on. */
  readonly onDepletion: DepletionAction
  /** What the account may not do once it is restricted; goes with `restrict` only, and is `new_usage` unless given. */
  readonly restricts?: RestrictionScope
  /** Who is told; those whom the account names for notices unless given. At most 100, each once. */
  readonly recipients?: readonly string[]
  readonly createdAt: Instant
  /** There once nobody watches it any more. */
  readonly endedAt?: Instant
}

/** In rising order of need. */
export const prepaidLevels = ['ok', 'low', 'release_pending', 'depleted'] as const

/** Where prepaid credit stands. */
export type PrepaidLevel = (typeof prepaidLevels)[number]
