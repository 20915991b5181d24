import type { Hash, Instant } from '@farthing/core'
import { restrictionScopes, type Restriction, type RestrictionOverride, type RestrictionReason, type RestrictionScope } from './restriction.js'

/** A restriction, and who lets the account use what it restricts all the same. */
export interface RestrictionInForce {
  readonly restriction: Restriction
  readonly overriddenBy?: Hash
}

/** What an account may not do at an instant. */
export interface RestrictionStanding {
  readonly account: string
  readonly at: Instant
  /** The strictest that is not overridden; absent where nothing restricts. */
  readonly scope?: RestrictionScope
  /** Of those that are not overridden: what the user is told, strictest first. */
  readonly reasons: readonly RestrictionReason[]
  /** All that are not lifted, strictest first, then by time and id. */
  readonly restrictions: readonly RestrictionInForce[]
  /** When this may change by itself: the first end of an override that counts. */
  readonly until?: Instant
}

export interface RestrictionQuestion {
  readonly account: string
  readonly restrictions: readonly Restriction[]
  readonly overrides: readonly RestrictionOverride[]
  readonly at: Instant
}

/** What restricts an account at an instant: each restriction that is not lifted, unless an override that has not ended covers it. */
export function restrictionsInForce({ account, restrictions, overrides, at }: RestrictionQuestion): RestrictionStanding {
  const counts = overrides.filter((override) => override.account === account && override.at <= at && at < override.expiresAt && (override.revoked === undefined || at < override.revoked.at))
  const placed = restrictions.filter((restriction) => restriction.account === account && restriction.since <= at && (restriction.lifted === undefined || at < restriction.lifted.at))
  const inForce = [...placed].sort(compareRestrictions).map((restriction): RestrictionInForce => {
    const override = counts.find((one) => one.restriction === undefined || one.restriction === restriction.id)
    return { restriction, ...(override === undefined ? {} : { overriddenBy: override.id }) }
  })
  const bites = inForce.flatMap(({ restriction, overriddenBy }) => (overriddenBy === undefined ? [restriction] : []))
  const ends = inForce.flatMap(({ overriddenBy }) => counts.filter(({ id }) => id === overriddenBy).map(({ expiresAt }) => expiresAt)).sort()
  return {
    account, at,
    ...(bites[0] === undefined ? {} : { scope: bites[0].scope }),
    reasons: bites.map(({ reason }) => reason),
    restrictions: inForce,
    ...(ends[0] === undefined ? {} : { until: ends[0] }),
  }
}

function compareRestrictions(a: Restriction, b: Restriction): number {
  const byScope = restrictionScopes.indexOf(b.scope) - restrictionScopes.indexOf(a.scope)
  if (byScope !== 0) return byScope
  return a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? -1 : 1
}
