import { fail } from '../errors/failure.js'
import { remembered } from './bounded-memo.js'
import { shown } from './time-text.js'
import type { Zone } from './time-type.js'
import { zoneNameOf } from './zone-clock.js'

const longestName = 64
const zoneName = /^[A-Za-z][A-Za-z0-9+\-_/]*$/

const memoLimit = 1_000
const knownZones = new Map<string, Zone>()

/**
 * Returns the IANA zone in its official spelling: `europe/berlin` gives `Europe/Berlin`, so that equal zones are equal text.
 *
 * Aliases stay as given (`Asia/Calcutta` does not become `Asia/Kolkata`): which name is current changes between releases of the data.
 * Offsets such as `+02:00` are refused, because they know no daylight saving time.
 *
 * @throws `time.zone_unknown`.
 */
export function checkZone(zone: string, field = 'zone'): Zone {
  return remembered(knownZones, memoLimit, zone, () => {
    const known = typeof zone === 'string' && zone.length <= longestName && zoneName.test(zone) ? zoneNameOf(zone) : undefined
    if (known !== undefined) return known
    fail('time.zone_unknown', { field, because: `is "${shown(zone)}"`, facts: { zone: shown(zone) } })
  })
}
