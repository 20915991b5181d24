import type { Failure } from '../../errors/failure.js'
import type { Decimal } from '../../money/decimal-type.js'
import type { ClockUnit } from '../../time/floor-instant.js'
import type { Interval } from '../../time/time-type.js'
import type { GroupTable } from './group-table.js'
import type { MinuteReader } from './read-minute.js'
import type { ReadValue } from './read-value.js'

/** A reading that is known already: how much an account used of a meter, and when. All text, as a log or an export has it. */
export interface UsageRecord {
  readonly account: string
  readonly meter: string
  /** RFC 3339 with a zone, as `parseInstant` reads it. */
  readonly time: string
  /** As `parseDecimal` reads it. */
  readonly value: string
}

/** The records of one account and meter in one window of UTC. */
export interface RecordTotal extends Interval {
  readonly account: string
  readonly meter: string
  /** The state and the result of aggregation `sum` over them. */
  readonly sum: Decimal
  /** How many there are. */
  readonly count: number
}

/** A record that is in no total, with the reason. */
export interface RefusedRecord {
  /** Its place among all records given, from 0. */
  readonly index: number
  readonly failure: Failure
}

export interface RecordTotals {
  /** Ordered by account, meter (as UTF-8 bytes) and start. */
  readonly totals: readonly RecordTotal[]
  /** The first 1,000, in the order given; the census counts all. */
  readonly refused: readonly RefusedRecord[]
  /** `records` = `counted` + `refused`. */
  readonly census: { readonly records: number; readonly counted: number; readonly refused: number }
}

export interface RecordFoldDefinition {
  /** Length of the windows; hours unless given. They lie in UTC. */
  readonly window?: ClockUnit
  /** Negative values are refused unless `allowed`, as by a meter. */
  readonly negative?: 'refused' | 'allowed'
  /** Groups (account, meter, window) that a fold may hold, 1 to 10,000,000; 1,000,000 unless given. */
  readonly maxGroups?: number
}

/** A running fold of records: opaque, changed in place by `addRecords`, read by `totalsOfRecords`. Serves one fold, is not stored. */
export interface RecordFold {
  readonly windowMinutes: number
  readonly negativeAllowed: boolean
  readonly maxGroups: number
  readonly accounts: Map<string, number>
  readonly meters: Map<string, number>
  readonly groups: GroupTable
  readonly clock: MinuteReader
  readonly value: ReadValue
  readonly refused: RefusedRecord[]
  records: number
  refusals: number
}
