// The slow auditor: wall clocks read through Intl.DateTimeFormat alone. It shares no code with Temporal or with this folder,
// and works by searching, not by asking for a local time. Seconds throughout; local seconds count from 1970-01-01 on the wall clock.

const hour = 3600

/** No clock was ever further from UTC than Manila, 15:56 behind until 1844. */
const reach = 17 * hour

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(zone, format)
  }
  return format
}

/** What the clock on the wall shows: `MM/DD/YYYY, HH:mm:ss` as seconds. */
export function shownAt(second: number, zone: string): number {
  const text = formatOf(zone).format(second * 1000)
  const [month, day, year, hours, minutes, seconds] = text.split(/\D+/).map(Number)
  return Date.UTC(year!, month! - 1, day, hours, minutes, seconds) / 1000
}

/** Seconds after `from` and up to `to` at which the clock was set, in order; two changes within an hour are not told apart. */
export function* clockChanges(from: number, to: number, zone: string): Generator<number, undefined> {
  let offset = offsetAt(from, zone)
  for (let start = from; start < to; start += hour) {
    const end = Math.min(start + hour, to)
    const offsetAfter = offsetAt(end, zone)
    if (offsetAfter !== offset) yield changeBetween(start, end, zone)
    offset = offsetAfter
  }
  return undefined
}

function changeBetween(start: number, end: number, zone: string): number {
  const old = offsetAt(start, zone)
  let [before, after] = [start, end]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle, zone) === old) before = middle
    else after = middle
  }
  return after
}

function offsetAt(second: number, zone: string): number {
  return shownAt(second, zone) - second
}

/** The first second at which the clock shows `local` or later, looked for from one clock change to the next. */
export function firstSecondShowing(local: number, zone: string): number {
  let start = local - reach
  for (;;) {
    const candidate = Math.max(start, local - offsetAt(start, zone))
    const change = clockChanges(start, candidate, zone).next().value
    if (change === undefined) return candidate
    start = change
  }
}

/** Text of an instant at a whole second, through `Date`. */
export function instantAt(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.000000Z`
}

export function localSecond(year: number, month: number, day: number, secondOfDay = 0): number {
  return Date.UTC(year, month - 1, day) / 1000 + secondOfDay
}
