import { fail } from '../../errors/failure.js'
import { describeValue } from '../../errors/describe-value.js'
import type { ClockUnit } from '../../time/floor-instant.js'
import { startGroupTable } from './group-table.js'
import { startMinuteReader } from './read-minute.js'
import type { RecordFold, RecordFoldDefinition } from './usage-record.js'

const minutesOf: { readonly [unit in ClockUnit]: number } = { minute: 1, quarter_hour: 15, hour: 60 }
const defaultMaxGroups = 1_000_000
const mostGroups = 10_000_000

/**
 * Starts the fast fold: exact sums and counts of plain records by account, meter and window of UTC. `addRecords`, then `totalsOfRecords`.
 *
 * For records whose meter and account are known and of which each counts once: estimates, imports, dashboards. It gives what a tally
 * gives for meters `sum` and `count` over the same readings, without evidence, dimensions, attribution and filters; a property test holds
 * the two equal. Memory grows with groups (about 60 bytes each, and their texts once), not with records.
 *
 * @throws `meter.invalid` for an unknown window or a bound out of range
 */
export function startRecordFold({ window = 'hour', negative = 'refused', maxGroups = defaultMaxGroups }: RecordFoldDefinition = {}): RecordFold {
  if (!Object.hasOwn(minutesOf, window)) fail('meter.invalid', { field: 'window', because: `is ${describeValue(window)} and none of ${Object.keys(minutesOf).join(', ')}` })
  if (!Number.isInteger(maxGroups) || maxGroups < 1 || maxGroups > mostGroups) {
    fail('meter.invalid', { field: 'maxGroups', because: `is ${describeValue(maxGroups)} and not a whole number from 1 to ${mostGroups}` })
  }
  if (!['refused', 'allowed'].includes(negative)) fail('meter.invalid', { field: 'negative', because: `is ${describeValue(negative)} and not "refused" or "allowed"` })
  return {
    windowMinutes: minutesOf[window],
    negativeAllowed: negative === 'allowed',
    maxGroups,
    accounts: new Map(),
    meters: new Map(),
    groups: startGroupTable(),
    clock: startMinuteReader(),
    value: { units: 0, fraction: 0, long: undefined },
    refused: [],
    records: 0,
    refusals: 0,
  }
}
