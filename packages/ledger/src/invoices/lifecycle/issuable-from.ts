import { addLocalDays, fail, parseDuration, shiftInstant, type Duration, type Instant, type Zone } from '@farthing/core'

export interface IssueGrace {
  /** How long after its period a document waits, so that late usage still gets onto it: whole days and hours, without months. */
  readonly grace: Duration
  /** Days are those of its clock. */
  readonly zone: Zone
}

/**
 * From when a period may be invoiced: its end and the grace behind it. Without grace it is `to`.
 *
 * @throws `time.duration_invalid`, also for months and years, whose length nobody agrees on
 */
export function issuableFrom(to: Instant, { grace, zone }: IssueGrace): Instant {
  const { months, days, seconds } = parseDuration(grace, 'grace')
  if (months > 0) fail('time.duration_invalid', { field: 'grace', because: `is ${grace}, and months have no fixed length` })
  return shiftInstant(addLocalDays(to, { days, zone }), seconds * 1_000)
}
