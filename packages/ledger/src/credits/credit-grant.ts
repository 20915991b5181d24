import type { CurrencyCode, Decimal, Duration, Instant, Interval, Money, PeriodGrid } from '@farthing/core'

/** Promotional credit is a discount before tax; paid credit is settlement after tax. */
export type CreditKind = 'promotional' | 'paid'

/** What a grant pays for: whatever matches one entry of one of the lists. */
export interface CreditScope {
  readonly meters?: readonly string[]
  /** Categories of lines, such as `usage` or `fee`: the host's words. */
  readonly categories?: readonly string[]
  /** Keys of components; a fee and the credit for what was unused of it have one. */
  readonly charges?: readonly string[]
}

/** What a reset leaves of a balance: not below `min`, not above `max`. Everything is left where a side is absent. */
export interface Rollover {
  readonly min?: Decimal
  readonly max?: Decimal
}

/**
 * When credit expires that a credit note gives back: with its grant (`original`); or as a grant of its own, never or so long after it came back (of
 * fixed length, such as `P30D`). Under `original` what comes back after its time expires at once.
 */
export type RestoredExpiry = 'original' | 'never' | Duration

interface GrantTerms {
  readonly id: string
  readonly account: string
  readonly kind: CreditKind
  /** From 0 to 1,000; the lower number burns first. */
  readonly priority: number
  readonly createdAt: Instant
  /** From here it burns. */
  readonly effectiveAt: Instant
  /** Exclusive: at this instant it has ended. Never unless given. */
  readonly expiresAt?: Instant
  /** At each boundary after the start and before the end, what is left expires and the whole is granted anew. */
  readonly recurrence?: PeriodGrid
  /** What a reset leaves; a recurrence leaves nothing. */
  readonly rollover?: Rollover
  /** Everything unless given. */
  readonly scope?: CreditScope
  /** `original` unless given. */
  readonly restoredExpiry?: RestoredExpiry
  /** What one unit of paid credit was bought for. */
  readonly costBasis?: Money
  /** Exclusive: from this instant it is void, and what is left of it is lost. */
  readonly voidedAt?: Instant
  readonly reason?: string
}

/** Credit in money. */
export interface AmountGrant extends GrantTerms {
  readonly currency: CurrencyCode
  /** In major units, a whole number of minor units; more than zero. */
  readonly amount: Decimal
}

/** Credit in units of a meter: an allowance that rating takes off the usage before it is priced. */
export interface QuantityGrant extends GrantTerms {
  readonly meter: string
  /** More than zero. */
  readonly quantity: Decimal
}

/** Credit that an account was given. */
export type CreditGrant = AmountGrant | QuantityGrant

export const creditLimits = { grants: 10_000, usage: 1_000_000, lines: 100_000, scopeEntries: 1_000, highestPriority: 1_000 } as const

export function isAmountGrant(grant: CreditGrant): grant is AmountGrant {
  return 'amount' in grant
}

/** How much a grant gives, each time it does. */
export function grantedBy(grant: CreditGrant): Decimal {
  return isAmountGrant(grant) ? grant.amount : grant.quantity
}

/** When a grant ends: at its expiry or when it is voided, whichever is earlier; `undefined` for one that does not. */
export function endOf({ expiresAt, voidedAt }: Pick<CreditGrant, 'expiresAt' | 'voidedAt'>): Instant | undefined {
  if (expiresAt === undefined || voidedAt === undefined) return expiresAt ?? voidedAt
  return voidedAt < expiresAt ? voidedAt : expiresAt
}

/** Whether a grant has started by an instant and not ended. */
export function isRunning(grant: CreditGrant, at: Instant): boolean {
  const end = endOf(grant)
  return grant.effectiveAt <= at && (end === undefined || at < end)
}

/** Whether a grant was there at the close of an interval that ends at `to`: one that starts exactly then was not, one that ends exactly then was. */
export function ranUntil(grant: CreditGrant, to: Interval['to']): boolean {
  const end = endOf(grant)
  return grant.effectiveAt < to && (end === undefined || to <= end)
}
