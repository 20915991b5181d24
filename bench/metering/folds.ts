import { addRecords, addToTally, startRecordFold, startTally, totalsOfRecords, type Digest, type RecordTotals, type Tally, type UsageEvent, type UsageRecord } from '@farthing/core'
import { hash } from 'node:crypto'

/** What one would write by hand: a `Map` by a text key, sums as floats. */
export function mapLoop(records: readonly UsageRecord[], passes = 1): number {
  const groups = new Map<string, { sum: number; count: number }>()
  for (let pass = 0; pass < passes; pass += 1) {
    for (const { account, meter, time, value } of records) {
      const key = `${account}|${meter}|${time.slice(0, 13)}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { sum: Number(value), count: 1 })
      else {
        group.sum += Number(value)
        group.count += 1
      }
    }
  }
  return groups.size
}

/** Exact sums, given as ordered totals with decimals as text. */
export function recordFold(records: readonly UsageRecord[], passes = 1): RecordTotals {
  const fold = startRecordFold()
  for (let pass = 0; pass < passes; pass += 1) addRecords(fold, records)
  return totalsOfRecords(fold)
}

/** The digest that the engine passes. */
const nativeDigest: Digest = (bytes) => hash('sha256', bytes, 'buffer')

/** Starts the fold that billing uses: attribution to subscriptions, the stored grid, and evidence unless told otherwise. */
export function startDayTally(records: readonly UsageRecord[], evidence: 'merkle' | 'none'): Tally {
  const accounts = [...new Set(records.map(({ account }) => account))]
  const meters = [...new Set(records.map(({ meter }) => meter))]
  return startTally({
    meters: Object.fromEntries(meters.map((meter) => [meter, { event: meter, aggregation: 'sum', value: 'count', evidence }])),
    subscriptions: accounts.map((id) => ({ id, account: id, subjects: [id], from: '2026-10-01T00:00:00.000000Z' })),
    digest: nativeDigest,
  })
}

/** Adds records as a store would scan them: parsed, with digests, in the order of identities. */
export function addAsEvents(tally: Tally, events: readonly UsageEvent[], first: number): void {
  for (const [index, event] of events.entries()) {
    const identity = (first + index).toString(16).padStart(64, '0')
    addToTally(tally, { event, identity, fingerprint: identity })
  }
}

/** What parsing makes of the records; done before the clock starts, as a store has done it before a scan. */
export function eventsOf(records: readonly UsageRecord[]): readonly UsageEvent[] {
  return records.map(({ account, meter, time, value }, index) => ({
    id: String(index), source: 'api', type: meter, subject: account, time: `${time.slice(0, -1)}000Z`, data: { count: value }, revision: 0,
  }))
}
