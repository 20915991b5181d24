import { assertInvariant, compare, fail, FarthingError, findAggregation, meterReader, multiply, parseDecimal, parseExact, parseUsageEvent, signOf, type Decimal, type Instant, type JsonObject, type Meter } from '@farthing/core'
import type { QuotaReservation, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { parseBatch } from '../events/ingest.js'
import { keepBatch } from '../events/keep-batch.js'
import { eventOfReservation } from './event-of-reservation.js'

export interface CommitReservation extends CommandOptions {
  /** Id of the reservation. */
  readonly reservation: string
  /** What was really used of it, above 0; all of it unless given. The rest is free again. */
  readonly quantity?: Decimal
  /** What else of the use a meter may filter or group by: the rest of the event's `data`. */
  readonly metadata?: JsonObject
  /** `recorded` where the host has sent the event of the use itself; one is kept in the same transaction unless given. */
  readonly usage?: 'recorded'
}

export interface ReleaseReservation extends CommandOptions {
  readonly reservation: string
}

/**
 * Takes a pending reservation: what was used of it counts as usage from now on, in the same transaction, and nothing of it is set aside any more.
 *
 * @throws `quota.reservation_unknown`; `quota.reservation_ended` for one that ended otherwise, or whose time is over; `quota.reservation_invalid` for more than was set
 *   aside; `quota.usage_mismatch` where an event of that quantity does not count as much: then the host sends it and says `recorded`; `event.*`, `command.conflict`
 */
export function commitReservation(context: BillingContext, input: CommitReservation): Promise<QuotaReservation> {
  return runCommand(context, {
    kind: 'quotas.commit',
    input,
    perform: async (stores, at) => {
      const before = await pendingReservation(stores, input.reservation, at)
      const usedQuantity = quantityUsed(before, input.quantity)
      if (![undefined, 'recorded'].includes(input.usage)) fail('quota.reservation_invalid', { field: 'usage', because: `is ${JSON.stringify(input.usage)} and not "recorded"` })
      if (input.usage === undefined) await keepUsage(context, stores, { reservation: before, usedQuantity, at, input })
      await stores.quotas.append({ ...before, revision: 2, status: 'committed', usedQuantity, endedAt: at })
      return before.id
    },
    recall: (stores, id) => stores.quotas.get(id),
  })
}

/** Gives a pending reservation up. @throws `quota.reservation_unknown`; `quota.reservation_ended` for one that ended otherwise, or whose time is over; `command.conflict` */
export function releaseReservation(context: BillingContext, input: ReleaseReservation): Promise<QuotaReservation> {
  return runCommand(context, {
    kind: 'quotas.release',
    input,
    perform: async (stores, at) => {
      const before = await pendingReservation(stores, input.reservation, at)
      await stores.quotas.append({ ...before, revision: 2, status: 'released', endedAt: at })
      return before.id
    },
    recall: (stores, id) => stores.quotas.get(id),
  })
}

async function pendingReservation(stores: Stores, id: string, at: Instant): Promise<QuotaReservation> {
  const found = await stores.quotas.get(id)
  if (found === undefined) return fail('quota.reservation_unknown', { field: 'reservation', because: `is ${JSON.stringify(id)}`, facts: { id } })
  // Its turn, and then a second look: an end that came meanwhile is seen.
  await stores.quotas.lock(found.subscription, found.feature)
  const reservation = (await stores.quotas.get(id)) ?? found
  const { status, endedAt, expiresAt } = reservation
  const ended = status === 'pending' && expiresAt <= at ? 'expired' : status
  if (ended === 'pending') return reservation
  return fail('quota.reservation_ended', { field: 'reservation', because: `is ${JSON.stringify(id)}, which was ${ended} at ${endedAt ?? expiresAt}`, facts: { id, status: ended } })
}

function quantityUsed({ quantity }: QuotaReservation, given: Decimal | undefined): Decimal {
  if (given === undefined) return quantity
  const used = parseDecimal(given, 'quantity')
  if (signOf(used) > 0 && compare(used, quantity) <= 0) return used
  return fail('quota.reservation_invalid', { field: 'quantity', because: `is ${used}, and ${quantity} was set aside`, facts: { quantity: used, reserved: quantity } })
}

interface ReservedUse {
  readonly reservation: QuotaReservation
  readonly usedQuantity: Decimal
  readonly at: Instant
  readonly input: CommitReservation
}

/** Keeps the event of a use as ingest does, in the transaction of the commit. */
async function keepUsage(context: BillingContext, stores: Stores, { reservation, usedQuantity, at, input }: ReservedUse): Promise<void> {
  const subscription = await stores.subscriptions.get(reservation.subscription)
  const meter = context.catalog.meters[reservation.feature]
  assertInvariant(subscription !== undefined, 'the subscription of a reservation is stored')
  if (meter === undefined) return fail('meter.unknown', { field: 'reservation', because: `is of ${reservation.feature}, which the catalogue has no longer` })
  const { metadata = {}, correlation = input.key } = input
  const event = eventOfReservation(reservation, { subjects: subscription.subjects ?? [subscription.account], meter, quantity: usedQuantity, at, metadata, correlation })
  refuseOtherReading(context, { event, meter, reservation, usedQuantity })
  const [receipt] = await keepBatch(context, stores, parseBatch(context, [event], {}), 0)
  if (receipt?.refused !== undefined) throw new FarthingError(receipt.refused.failure)
  if (receipt?.outcome !== 'accepted') fail('quota.usage_mismatch', { field: 'reservation', because: `is ${reservation.id}, whose event no subscription takes`, facts: { id: reservation.id } })
}

interface EventOfUse extends Pick<ReservedUse, 'reservation' | 'usedQuantity'> {
  readonly event: JsonObject
  readonly meter: Meter
}

/** An event that counted as more or less, or for another group, would leave reservations and usage apart. */
function refuseOtherReading({ aggregations }: BillingContext, { event, meter, reservation: { feature, dimensions = {} }, usedQuantity }: EventOfUse): void {
  const reading = meterReader(meter, findAggregation(meter, aggregations))(parseUsageEvent(event))
  const value = typeof reading?.value === 'string' ? multiply(parseExact(reading.value, 'quantity'), meter.factor ?? '1') : undefined
  if (value === undefined || compare(value, usedQuantity) !== 0) {
    fail('quota.usage_mismatch', { field: 'quantity', because: `is ${usedQuantity}, and an event of it counts as ${value ?? 'nothing'} on ${feature}`, facts: { feature } })
  }
  const other = Object.entries(dimensions).find(([name, given]) => (reading?.dimensions[name] ?? null) !== given)
  if (other !== undefined) fail('quota.usage_mismatch', { field: 'metadata', because: `makes an event of another ${other[0]} than ${other[1] ?? 'none'}, for which it was set aside`, facts: { dimension: other[0] } })
}
