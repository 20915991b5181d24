import { fail, parseInstant, type Decimal, type Instant } from '@farthing/core'
import { at, optional, readNotNegative, readPositive, readRecord, readText } from '../../models/read-fields.js'

/** Capacity that is paid for whether it is used or not, in exchange for a lower price. Usage beyond it has the plan's own price. */
export interface Reservation {
  readonly id: string
  /** Meter whose usage it covers. */
  readonly meter: string
  /** Units for a whole billing period. */
  readonly quantity: Decimal
  /** Price of a reserved unit. */
  readonly unit: Decimal
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive; open unless given. */
  readonly to?: Instant
  /** What people call it; `Reserved` unless given. */
  readonly label?: string
}

/** Reads a reservation in canonical form. @throws `commitment.invalid`, `price.invalid`, `catalog.malformed`, the `time.*` codes */
export function checkReservation(value: unknown, field = ''): Reservation {
  const fields = readRecord(value, field, ['id', 'meter', 'quantity', 'unit', 'from', 'to', 'label'])
  const reservation: Reservation = {
    id: readText(fields.id, at(field, 'id')),
    meter: readText(fields.meter, at(field, 'meter')),
    quantity: readPositive(fields.quantity, at(field, 'quantity')),
    unit: readNotNegative(fields.unit, at(field, 'unit')),
    from: readInstant(fields.from, at(field, 'from')),
    ...optional(fields, 'to', field, readInstant),
    ...optional(fields, 'label', field, readText),
  }
  const { from, to } = reservation
  if (to !== undefined && to <= from) fail('commitment.invalid', { field: at(field, 'to'), because: `is ${to}, which is not after its start ${from}`, facts: { from, to } })
  return reservation
}

/** `pending` before its start, `active` from it on, `ended` from its end on. */
export function reservationStateAt({ from, to }: Pick<Reservation, 'from' | 'to'>, instant: Instant): 'pending' | 'active' | 'ended' {
  if (instant < from) return 'pending'
  return to !== undefined && instant >= to ? 'ended' : 'active'
}

function readInstant(value: unknown, field: string): Instant {
  return parseInstant(readText(value, field), { field })
}
