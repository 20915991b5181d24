import type { JsonObject } from '@farthing/core'

/** A transaction of the meter `tokens` in October 2026. */
export function paid(id: string, quantity: `${number}`, others: JsonObject = {}): JsonObject {
  return { source: 'shop', id, occurredAt: '2026-10-14T09:00:00.000000Z', meter: 'tokens', dimensions: {}, quantity, ...others }
}

/** A time entry on the same meter, which sums minutes. */
export function worked(id: string, minutes: `${number}`, others: JsonObject = {}): JsonObject {
  return { source: 'desk', id, occurredAt: '2026-10-14T09:00:00.000000Z', meter: 'tokens', dimensions: {}, minutes, ...others }
}
