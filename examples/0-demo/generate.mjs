// Writes events.ndjson: the same bytes on every run. `node generate.mjs` after a change here; the totals in the test follow.
import { writeFileSync } from 'node:fs'

/** A small linear congruential generator, so that the data needs no random source. */
function sequence(seed) {
  let state = seed
  return (bound) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * bound)
  }
}

const next = sequence(2026)
const hourMs = 3_600_000
const octoberMs = Date.UTC(2026, 9, 1)
const events = []

const subjects = [
  { subject: 'aurora', startHour: 0, hours: 31 * 24 },
  { subject: 'borealis', startHour: 5, hours: 31 * 24 },
  { subject: 'kea', startHour: 0, hours: 31 * 24 },
]
for (const { subject, startHour, hours } of subjects) {
  for (let hour = 0; hour < hours; hour += 6) {
    const time = new Date(octoberMs + (startHour + hour) * hourMs + next(hourMs * 5)).toISOString()
    const model = next(3) === 0 ? 'large' : 'small'
    events.push({ id: `${subject}-t${hour}`, type: 'llm.tokens', subject, time, data: { count: String(1_000 + next(60_000)), model } })
    if (next(2) === 0) events.push({ id: `${subject}-c${hour}`, type: 'api.call', subject, time, data: { route: `/v1/${model}` } })
  }
}

// The hour that Berlin lives twice when summer time ends, and the last microsecond of October there.
events.push({ id: 'aurora-dst-1', type: 'llm.tokens', subject: 'aurora', time: '2026-10-25T02:30:00+02:00', data: { count: '111', model: 'small' } })
events.push({ id: 'aurora-dst-2', type: 'llm.tokens', subject: 'aurora', time: '2026-10-25T02:30:00+01:00', data: { count: '222', model: 'small' } })
events.push({ id: 'aurora-edge', type: 'llm.tokens', subject: 'aurora', time: '2026-10-31T23:59:59.9999999+01:00', data: { count: '333', model: 'small' } })
// A duplicate is counted once; a second content under one identity is refused.
events.push({ ...events[0] })
events.push({ ...events[2], data: { ...events[2].data, count: '999999999' } })
// Recorded after the invoice was issued: kept, and reported as late.
events.push({ id: 'borealis-late', type: 'llm.tokens', subject: 'borealis', time: '2026-10-20T12:00:00Z', recordedtime: '2026-11-09T08:00:00Z', data: { count: '50000', model: 'large' } })

const lines = events.map((event) => JSON.stringify({ specversion: '1.0', source: 'demo', ...event }))
writeFileSync(new URL('events.ndjson', import.meta.url), `${lines.join('\n')}\n`)
