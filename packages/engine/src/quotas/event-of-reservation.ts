import { divide, type Decimal, type Instant, type Json, type JsonObject, type Meter } from '@farthing/core'
import type { QuotaReservation } from '@farthing/ports'

interface UseOfReservation {
  /** Of the subscription. */
  readonly subjects: readonly string[]
  readonly meter: Meter
  readonly quantity: Decimal
  readonly at: Instant
  readonly metadata: JsonObject
  readonly correlation: string
}

/** The source of events that commits of reservations make; the id is that of the reservation. */
const source = 'farthing/quotas'

/** The CloudEvent of a use that was set aside: its quantity where the meter reads its value, and its group where it reads its dimensions. */
export function eventOfReservation({ id, account, subscription, dimensions = {} }: QuotaReservation, { subjects, meter, quantity, at, metadata, correlation }: UseOfReservation): JsonObject {
  const { event, value, factor = '1', paths = {}, attributes = {} } = meter
  const groups = Object.entries(dimensions).flatMap(([name, group]) => (group === null || Object.hasOwn(attributes, name) ? [] : [[paths[name] ?? name, group] as const]))
  const counted = value === undefined ? [] : [[value, divide(quantity, factor)] as const]
  const data = [...groups, ...counted].reduce((all, [path, each]) => withValue(all, path.split('.'), each), metadata)
  return { specversion: '1.0', id: `reservation/${id}`, source, type: event, subject: subjects[0] ?? account, subscription, correlationid: correlation, time: at, data }
}

/** Data with a value at a path. */
function withValue(data: JsonObject, [key = '', ...rest]: readonly string[], value: string): JsonObject {
  const below: Json | undefined = Object.hasOwn(data, key) ? data[key] : undefined
  const inside = typeof below === 'object' && below !== null && !Array.isArray(below) ? (below as JsonObject) : {}
  return { ...data, [key]: rest.length === 0 ? value : withValue(inside, rest, value) }
}
