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

/** Seconds between `from` and `to` at which the clock was set, in order; changes less than an hour apart are not looked for. */
export function clockChanges(from: number, to: number, zone: string): readonly number[] {
  const offset = (second: number): number => shownAt(second, zone) - second
  const changes: number[] = []
  for (let start = from; start < to; start += hour) {
    let before = start
    let after = Math.min(start + hour, to)
    const old = offset(before)
    if (old === offset(after)) continue
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offset(middle) === old) before = middle
      else after = middle
    }
    changes.push(after)
  }
  return changes
}

/** The first second at which the clock shows `local` or later, found piece by piece between clock changes. */
export function firstSecondShowing(local: number, zone: string): number {
  const to = local + reach
  const starts = [local - reach, ...clockChanges(local - reach, to, zone)]
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? to
    const candidate = Math.max(start, local - (shownAt(start, zone) - start))
    if (candidate < end) return candidate
  }
  throw new Error(`${zone} never shows ${local}`)
}

/** Text of an instant at a whole second, through `Date`. */
export function instantAt(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.000000Z`
}

export function localSecond(year: number, month: number, day: number, secondOfDay = 0): number {
  return Date.UTC(year, month - 1, day) / 1000 + secondOfDay
}
