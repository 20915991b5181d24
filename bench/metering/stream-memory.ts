import { addRecords, startRecordFold, totalsOfRecords, usageOf } from '@farthing/core'
import { addAsEvents, eventsOf, startDayTally } from './folds.js'
import { sampleRecords } from './sample-records.js'

/*
 * node stream-memory.ts FOLD EVENTS: streams events into a fold, 10,000 new ones at a time, and prints groups and the most memory that this process had.
 * FOLD: records, tally (without evidence) or evidence.
 */

const [fold = 'records', events = '10000000'] = process.argv.slice(2)
const chunk = 10_000
const chunks = Number(events) / chunk

const groups = fold === 'records' ? foldRecords() : foldEvents(fold === 'evidence' ? 'merkle' : 'none')
console.log(JSON.stringify({ groups, megabytes: process.resourceUsage().maxRSS / 1_024 }))

function foldRecords(): number {
  const running = startRecordFold()
  for (let index = 0; index < chunks; index += 1) addRecords(running, sampleRecords(chunk, index))
  return totalsOfRecords(running).totals.length
}

function foldEvents(evidence: 'merkle' | 'none'): number {
  const running = startDayTally(sampleRecords(chunk), evidence)
  for (let index = 0; index < chunks; index += 1) addAsEvents(running, hourly(eventsOf(sampleRecords(chunk, index))), index * chunk)
  return usageOf(running).buckets.length
}

/** All in the first quarter of their hour, so that a tally has as many buckets as the fold of records has hours. */
function hourly(given: ReturnType<typeof eventsOf>): ReturnType<typeof eventsOf> {
  return given.map((event) => ({ ...event, time: `${event.time.slice(0, 14)}0${event.time.slice(15)}` }))
}
