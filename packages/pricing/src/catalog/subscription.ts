import { checkZone, compareBytes, fail, parseInstant, parseLocalDate, type Hash, type Instant, type LocalDate, type Zone } from '@farthing/core'
import { at, optional, readList, readRecord, readText } from '../models/read-fields.js'
import { checkChanges } from './changes/check-changes.js'
import type { SubscriptionChange } from './changes/subscription-change.js'

/** An account's use of a plan. Its period grid is the plan's cadence from its anchor on the local clock of its zone. */
export interface Subscription<P extends string = string> {
  readonly id: string
  /** Account that pays. */
  readonly account: string
  readonly plan: P
  /** Version of the plan that was current at the start. */
  readonly planVersion: Hash
  /** Subjects whose events it bills; its account unless given. */
  readonly subjects?: readonly string[]
  readonly zone: Zone
  /** Local date that the period grid starts from. */
  readonly anchor: LocalDate
  /** Day of month 1 to 31 when it differs from the anchor's own. */
  readonly anchorDay?: number
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive; open unless given. The last cancellation moves it. */
  readonly to?: Instant
  /** What a reseller pays for the same usage, beside what its customer pays; none unless given. */
  readonly wholesale?: WholesaleTerms<P>
  /** What was decided since it started, in that order; never removed. */
  readonly changes?: readonly SubscriptionChange[]
}

/** The wholesale side of a subscription. */
export interface WholesaleTerms<P extends string = string> {
  /** Account of the reseller, which pays. */
  readonly account: string
  readonly plan: P
  /** Version of the plan that was current at the start. */
  readonly planVersion: Hash
}

const maxSubjects = 10_000

/**
 * Reads a subscription from plain data, in canonical form.
 *
 * @throws `subscription.invalid`, `catalog.malformed`, and the `time.*` codes for its instants, date and zone.
 */
export function checkSubscription(value: unknown, field = ''): Subscription {
  const fields = readRecord(value, field, [
    'id', 'account', 'plan', 'planVersion', 'subjects', 'zone', 'anchor', 'anchorDay', 'from', 'to', 'wholesale', 'changes',
  ])
  const subscription = {
    id: readText(fields.id, at(field, 'id')),
    account: readText(fields.account, at(field, 'account')),
    plan: readText(fields.plan, at(field, 'plan')),
    planVersion: readText(fields.planVersion, at(field, 'planVersion')),
    ...optional(fields, 'subjects', field, readSubjects),
    zone: checkZone(readText(fields.zone, at(field, 'zone')), at(field, 'zone')),
    anchor: parseLocalDate(readText(fields.anchor, at(field, 'anchor')), at(field, 'anchor')),
    ...optional(fields, 'anchorDay', field, readDayOfMonth),
    from: readInstant(fields.from, at(field, 'from')),
    ...optional(fields, 'to', field, readInstant),
    ...optional(fields, 'wholesale', field, readWholesale),
    ...optional(fields, 'changes', field, checkChanges),
  }
  if (subscription.to !== undefined && compareBytes(subscription.from, subscription.to) >= 0) {
    fail('subscription.invalid', {
      field: at(field, 'to'),
      because: `is ${subscription.to}, which is not after its start ${subscription.from}`,
      facts: { from: subscription.from, to: subscription.to },
    })
  }
  return subscription
}

function readWholesale(value: unknown, field: string): WholesaleTerms {
  const fields = readRecord(value, field, ['account', 'plan', 'planVersion'])
  return {
    account: readText(fields.account, at(field, 'account')),
    plan: readText(fields.plan, at(field, 'plan')),
    planVersion: readText(fields.planVersion, at(field, 'planVersion')),
  }
}

function readSubjects(value: unknown, field: string): readonly string[] {
  return readList(value, field, { min: 1, max: maxSubjects }).map((subject, index) => readText(subject, at(field, index)))
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}

function readDayOfMonth(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 31) return value
  return fail('subscription.invalid', { field, because: `is ${String(value)} and not a day from 1 to 31` })
}
