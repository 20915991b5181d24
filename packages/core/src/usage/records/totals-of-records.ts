import { compareBytes } from '../../evidence/compare-bytes.js'
import { instantOfEpochMs } from '../../time/epoch-ms.js'
import type { Instant } from '../../time/time-type.js'
import { countOf, sumOf } from './add-units.js'
import { accountOf, meterOf, windowOf } from './group-table.js'
import type { RecordFold, RecordTotals } from './usage-record.js'

/** The totals of all records added so far. Depends on their set only, not on their order. Leaves the fold as it is: more may be added. */
export function totalsOfRecords(fold: RecordFold): RecordTotals {
  const { groups, records, refusals, refused } = fold
  const [accounts, meters] = [[...fold.accounts.keys()], [...fold.meters.keys()]]
  const startOf = windowStarts(fold.windowMinutes)
  const totals = Array.from(orderedGroups(fold, accounts, meters), (group) => {
    const window = windowOf(groups, group)
    return {
      account: accounts[accountOf(groups, group)] ?? '',
      meter: meters[meterOf(groups, group)] ?? '',
      from: startOf(window),
      to: startOf(window + 1),
      sum: sumOf(groups, group),
      count: countOf(groups, group),
    }
  })
  return { totals, refused: [...refused], census: { records, counted: records - refusals, refused: refusals } }
}

/** All groups by account, meter and window. Texts are compared once, groups by numbers. */
function orderedGroups({ groups }: RecordFold, accounts: readonly string[], meters: readonly string[]): Uint32Array {
  const [accountPlaces, meterPlaces] = [placesOf(accounts), placesOf(meters)]
  const order = new Uint32Array(groups.size)
  const series = new Float64Array(groups.size)
  for (let group = 0; group < groups.size; group += 1) {
    order[group] = group
    series[group] = (accountPlaces[accountOf(groups, group)] ?? 0) * meters.length + (meterPlaces[meterOf(groups, group)] ?? 0)
  }
  return order.sort((a, b) => (series[a] ?? 0) - (series[b] ?? 0) || windowOf(groups, a) - windowOf(groups, b))
}

/** The place of each text in the order of UTF-8 bytes. */
function placesOf(texts: readonly string[]): Uint32Array {
  const places = new Uint32Array(texts.length)
  const ordered = texts.map((text, index) => ({ text, index })).sort((a, b) => compareBytes(a.text, b.text))
  ordered.forEach(({ index }, place) => {
    places[index] = place
  })
  return places
}

/** The start of a window, printed once. */
function windowStarts(windowMinutes: number): (window: number) => Instant {
  const starts = new Map<number, Instant>()
  return (window) => {
    const known = starts.get(window)
    if (known !== undefined) return known
    const start = instantOfEpochMs(window * windowMinutes * 60_000)
    starts.set(window, start)
    return start
  }
}
