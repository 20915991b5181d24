import { expect, test } from 'vitest'
import type { IdentifiedEvent } from '../events/effective-events.js'
import { count } from '../meters/aggregations/count.js'
import { addToTally } from './add-to-tally.js'
import { startTally } from './start-tally.js'
import type { TallyDefinition } from './tally.js'
import { usageOf } from './usage-of.js'

const subscriptions = [{ id: 's', account: 'acme', subjects: ['acme'], from: '2026-10-01T00:00:00.000000Z' }]

function inGroup(index: number): IdentifiedEvent {
  const event = { id: `${index}`, source: 's', type: 'x', subject: 'acme', time: '2026-10-14T09:00:00.000000Z', data: { host: `h${index}` }, revision: 0 }
  return { event, identity: String(index).padStart(64, '0'), fingerprint: '0'.repeat(64) }
}

function tallyOf(events: number, definition: TallyDefinition) {
  const tally = startTally(definition)
  let most = 0
  for (let index = 0; index < events; index += 1) {
    addToTally(tally, inGroup(index))
    const held = tally.byEventType.get('x')?.[0]?.subscriptions.get('s')?.groups.size ?? 0
    most = Math.max(most, held)
  }
  return { most, ...usageOf(tally) }
}

test('a million groups are refused before memory grows with them', () => {
  const { most, buckets, refused, census } = tallyOf(1_000_000, { meters: { hosts: { ...count({ event: 'x', by: ['host'] }), evidence: 'none' } }, subscriptions })
  expect(most).toBe(10_000)
  expect(buckets).toEqual([])
  expect(refused).toMatchObject([{ subscription: 's', meter: 'hosts', readings: 1_000_000, failure: { code: 'meter.too_many_groups', facts: { maxGroups: 10_000 } } }])
  expect(census).toMatchObject({ readings: 1_000_000, quarantined: 1_000_000, metered: 0 })
})

test.each([
  ['a meter says how many groups it may have', 3, 3, []],
  ['one more is too many', 4, 0, ['meter.too_many_groups']],
])('%s', (_, events, metered, codes) => {
  const meters = { hosts: count({ event: 'x', by: ['host'], maxGroups: 3 }) }
  const { refused, census } = tallyOf(events, { meters, subscriptions, maxGroups: 1 })
  expect(census.metered).toBe(metered)
  expect(refused.map(({ failure }) => failure.code)).toEqual(codes)
})
