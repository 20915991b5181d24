/** What the wall calendar of a zone shows at an instant: `2026-10-25`. Asked of `Intl`, which the library does not use for boundaries. */
export function wallDate(time: string, zone: string): string {
  // Digits below the millisecond change no date: zones of the audit change at whole seconds.
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(new Date(time))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The monthly period that a wall date is in, counted from a day of the month up to the 28th, by the month of its start. */
export function periodLabel(date: string, startDay: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const months = year * 12 + (month - 1) - (day < startDay ? 1 : 0)
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** The quarter hour of UTC that an instant is in, by its start. */
export function quarterHour(time: string): string {
  const minute = Number(time.slice(14, 16))
  return `${time.slice(0, 14)}${String(minute - (minute % 15)).padStart(2, '0')}:00.000000Z`
}

/** How long before `at` an instant was, in microseconds. */
export function ageMicros(time: string, at: string): bigint {
  const micros = (text: string) => BigInt(Date.parse(`${text.slice(0, 19)}Z`)) * 1000n + BigInt(text.slice(20, 26))
  return micros(at) - micros(time)
}
