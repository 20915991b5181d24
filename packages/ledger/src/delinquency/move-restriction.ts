import { checkText, describeValue, epochMsOf, fail, parseInstant, type Instant } from '@farthing/core'
import { restrictionScopes, type Restriction, type RestrictionOverride } from './restriction.js'

const scopes: readonly string[] = restrictionScopes
const longestOverrideMs = 366 * 86_400_000

/** Checks a restriction that is to be placed, and returns it as it is. @throws `restriction.invalid`, `text.*` */
export function checkRestriction(restriction: Restriction): Restriction {
  const { account, scope, reason, by } = restriction
  checkText(account, { field: 'account' })
  if (!scopes.includes(scope)) fail('restriction.invalid', { field: 'scope', because: `is ${describeValue(scope)} and none of ${scopes.join(', ')}` })
  checkText(reason.text, { field: 'text', maxLength: 1_000 })
  checkText(by, { field: 'by' })
  return restriction
}

export interface LiftStep {
  readonly at: Instant
  readonly by: string
  readonly reason: string
}

/** Lifts a restriction. @throws `restriction.lifted` for one that is lifted, with when and by whom; `text.*` for a reason that is none */
export function liftRestriction(restriction: Restriction, { at, by, reason }: LiftStep): Restriction {
  const { id, lifted } = restriction
  checkText(reason, { field: 'reason', maxLength: 1_000 })
  if (lifted !== undefined) fail('restriction.lifted', { field: 'restriction', because: `is ${id}, which ${lifted.by} lifted at ${lifted.at}`, facts: { restriction: id, at: lifted.at, by: lifted.by } })
  return { ...restriction, lifted: { at, by, reason } }
}

/**
 * Checks an override that is to be given, and returns it with its end in canonical form.
 *
 * @throws `override.invalid` without a reason, and for an end that is not after now or more than 366 days away; `text.*`, `time.*`
 */
export function checkOverride(override: RestrictionOverride): RestrictionOverride {
  const { account, at, by } = override
  checkText(account, { field: 'account' })
  checkText(by, { field: 'by' })
  const reason: unknown = override.reason
  if (typeof reason !== 'string' || reason.trim() === '') fail('override.invalid', { field: 'reason', because: `is ${describeValue(reason)}: who overrides says why` })
  checkText(override.reason, { field: 'reason', maxLength: 1_000 })
  const expiresAt = parseInstant(override.expiresAt, { field: 'expiresAt' })
  const lastsMs = epochMsOf(expiresAt) - epochMsOf(at)
  if (expiresAt <= at || lastsMs > longestOverrideMs) fail('override.invalid', { field: 'expiresAt', because: `is ${expiresAt}, not within 366 days after ${at}` })
  return { ...override, expiresAt }
}

/** Takes an override back before it expires. @throws `override.ended`, `text.*` */
export function revokeOverride(override: RestrictionOverride, { at, by, reason }: LiftStep): RestrictionOverride {
  const { id, expiresAt, revoked } = override
  checkText(reason, { field: 'reason', maxLength: 1_000 })
  const ended = revoked?.at ?? (expiresAt <= at ? expiresAt : undefined)
  if (ended !== undefined) fail('override.ended', { field: 'override', because: `is ${id}, which ended at ${ended}`, facts: { override: id, at: ended } })
  return { ...override, revoked: { at, by, reason } }
}
