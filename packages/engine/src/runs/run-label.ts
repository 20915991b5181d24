import { describeValue, fail, instantOfLocal, parseLocalDate, type Instant, type Zone } from '@farthing/core'

const pattern = /^[0-9]{4}(?:-[0-9]{2}){0,2}$/

/** The first instant, in a zone, of the year, month or day that a label names. @throws `time.malformed`, `time.impossible` */
export function firstInstantOf(label: string, zone: Zone): Instant {
  if (!pattern.test(label)) fail('time.malformed', { field: 'period', because: `is ${describeValue(label)}, not a label YYYY, YYYY-MM or YYYY-MM-DD` })
  return instantOfLocal(parseLocalDate(`${label}${'-01-01'.slice(0, 10 - label.length)}`, 'period'), zone)
}
