import type { EventStore } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { lawRuns } from '../test/law-runs.js'
import { inMemory } from '../test/laws/law-subject.js'
import { checkUsageSinceSeals } from '../test/laws/usage-since-seals-law.js'

describe('usage since its seals', () => {
  // Each run is up to three seals, measured both ways.
  it('is that of all events measured again, byte for byte, and so are late events', () => checkUsageSinceSeals(inMemory, lawRuns), 60_000)

  it.each([
    ['does not show what was recorded', (events: EventStore): EventStore => ({ ...events, scan: ({ recordedAfter, ...query }) => events.scan(recordedAfter === undefined ? query : { ...query, types: [] }) })],
    ['does not show what was replaced', (events: EventStore): EventStore => ({ ...events, scan: ({ replacedIn, ...query }) => events.scan(replacedIn === undefined ? query : { ...query, types: [] }) })],
    ['shows a window without its first events', (events: EventStore): EventStore => ({ ...events, scan: (query) => events.scan(query.types?.length === 1 && query.recordedAfter === undefined && query.replacedIn === undefined ? { ...query, from: query.from.replace('00.000000Z', '01.000000Z') } : query) })],
  ])('is not when the store %s', async (_, change) => {
    await expect(checkUsageSinceSeals(inMemory, 1_000, change)).rejects.toMatchObject({ cause: { name: 'AssertionError' } })
  })
})
