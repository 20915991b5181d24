import { compareBytes } from '@farthing/core'
import type { CreditGrant } from './credit-grant.js'

/**
 * Orders grants as they burn: by priority, the lower first; then by expiry, the earlier first and never last; then by creation; then by id bytes.
 * Total, so the order in which grants are given decides nothing.
 */
export function compareBurnOrder(a: CreditGrant, b: CreditGrant): number {
  return a.priority - b.priority || compareExpiry(a, b) || compareBytes(a.createdAt, b.createdAt) || compareBytes(a.id, b.id)
}

export function inBurnOrder<G extends CreditGrant>(grants: readonly G[]): readonly G[] {
  return [...grants].sort(compareBurnOrder)
}

function compareExpiry(a: CreditGrant, b: CreditGrant): number {
  if (a.expiresAt === undefined || b.expiresAt === undefined) {
    return Number(a.expiresAt === undefined) - Number(b.expiresAt === undefined)
  }
  return compareBytes(a.expiresAt, b.expiresAt)
}
