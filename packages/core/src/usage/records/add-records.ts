import { fail, failureOf, type Failure } from '../../errors/failure.js'
import { checkText } from '../../evidence/check-text.js'
import { addUnits } from './add-units.js'
import { groupFor } from './group-table.js'
import { readMinute } from './read-minute.js'
import { isNegative, readValue } from './read-value.js'
import type { RecordFold, UsageRecord } from './usage-record.js'

const keptRefusals = 1_000

/** Minutes from 1970 to year 10000: what has no end before it has no window. */
const endOfTimeMinute = 4_223_371_680

/**
 * Adds records to a fold, in any order and any batches. What cannot be taken is refused with its reason, and the others count.
 *
 * Each record counts: a fold knows no identities, so repeats, amendments and voids are to be folded away before it.
 *
 * @throws `meter.too_many_groups` when the records make more groups than the fold may hold; the fold is then of no further use.
 */
export function addRecords(fold: RecordFold, records: Iterable<UsageRecord>): void {
  for (const record of records) {
    addRecord(fold, record)
    fold.records += 1
  }
}

function addRecord(fold: RecordFold, record: UsageRecord): void {
  let group: number
  try {
    group = readRecord(fold, record)
  } catch (error) {
    refuse(fold, failureOf(error))
    return
  }
  if (group < 0) tooManyGroups(fold)
  const { units, fraction, long } = fold.value
  addUnits(fold.groups, group, long ?? units, fraction)
}

/** Reads the value into the fold and gives the group; -1 when it is one too many. */
function readRecord(fold: RecordFold, { account, meter, time, value }: UsageRecord): number {
  const minute = readMinute(fold.clock, time)
  const window = Math.floor(minute / fold.windowMinutes)
  if ((window + 1) * fold.windowMinutes >= endOfTimeMinute) fail('time.out_of_range', { field: 'time', because: `is ${time}, in the last window of the time line` })
  readValue(fold.value, value)
  if (isNegative(fold.value) && !fold.negativeAllowed) fail('meter.value_negative', { field: 'value', because: `is ${value}`, facts: { value } })
  return groupFor(fold.groups, numberOf(fold.accounts, account, 'account'), numberOf(fold.meters, meter, 'meter'), window, fold.maxGroups)
}

/** The number of a text: as many texts have one as came before it. */
function numberOf(numbers: Map<string, number>, text: string, field: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  const number = numbers.size
  numbers.set(checkText(text, { field }), number)
  return number
}

function refuse(fold: RecordFold, failure: Failure): void {
  fold.refusals += 1
  if (fold.refused.length < keptRefusals) fold.refused.push({ index: fold.records, failure })
}

function tooManyGroups({ maxGroups }: RecordFold): never {
  return fail('meter.too_many_groups', { field: 'records', because: `make more than ${maxGroups} groups of account, meter and window`, facts: { maxGroups } })
}
