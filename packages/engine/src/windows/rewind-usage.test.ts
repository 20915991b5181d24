import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { fixedClock } from '../clock/fixed-clock.js'
import { lawRuns } from '../test/law-runs.js'
import { acmeBilling, catalog, failureIn, readOnly, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

const wholeYear = { account: 'acme', from: '2026-01-01' } as const
const now = '2026-12-02T00:00:00Z'

async function sealedBilling(storage: Storage = memory()) {
  const billing = await acmeBilling({ storage, now })
  await billing.events.ingest([tokens('a', '1'), tokens('b', '2', { time: '2026-11-14T09:00:00Z' })])
  await billing.windows.sealDue()
  return billing
}

/** What a rewind gives over a storage whose scans are tampered with. */
async function rewindOver(change: (count: string) => string | undefined) {
  const storage = memory()
  await sealedBilling(storage)
  const tampered = wrapped(storage, (stores) => ({
    ...stores,
    events: {
      ...stores.events,
      async *scan(query) {
        for await (const page of stores.events.scan(query)) {
          yield page.flatMap((stored) => {
            const given = stored.event.data?.['count']
            const count = change(typeof given === 'string' ? given : '')
            return count === undefined ? [] : [{ ...stored, event: { ...stored.event, data: { ...stored.event.data, count } } }]
          })
        }
      },
    },
  }))
  return (await sampleBilling({ storage: tampered, now }).windows.rewind(wholeYear)).map(({ from, outcome }) => `${from.slice(5, 7)} ${outcome}`)
}

describe('windows.rewind', () => {
  it('replays every sealed window from the one that holds an instant, and writes nothing', async () => {
    const storage = memory()
    await sealedBilling(storage)
    const reader = sampleBilling({ storage: readOnly(storage), now })
    const windows = await reader.windows.rewind(wholeYear)
    expect(windows).toEqual([
      { subscription: 'acme', from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z', revision: 0, outcome: 'same' },
      { subscription: 'acme', from: '2026-10-31T23:00:00.000000Z', to: '2026-11-30T23:00:00.000000Z', revision: 0, outcome: 'same' },
    ])
    expect(await reader.windows.rewind({ subscription: 'acme', from: '2026-10-31T23:00:00Z' })).toEqual(windows.slice(1))
    expect(await reader.windows.rewind({ ...wholeYear, from: '2026-10-31' })).toEqual(windows)
    expect(await reader.windows.rewind({ ...wholeYear, from: '2026-12-01' })).toEqual([])
  })

  it('finds what was added, changed or lost since', async () => {
    expect(await rewindOver((count) => count)).toEqual(['09 same', '10 same'])
    expect(await rewindOver((count) => (count === '2' ? undefined : count))).toEqual(['09 same', '10 differs'])
    expect(await rewindOver((count) => (count === '1' ? '1000' : count))).toEqual(['09 differs', '10 same'])
  })

  it('compares nothing when the meters or the rivals have changed', async () => {
    const storage = memory()
    const billing = await sealedBilling(storage)
    const filtered = { ...catalog, meters: { ...catalog.meters, tokens: { ...catalog.meters.tokens, filter: [{ path: 'model', equals: 'small' }] } } }
    const other = createBilling({ catalog: filtered, storage, clock: fixedClock(now) })
    expect((await other.windows.rewind(wholeYear)).map(({ outcome }) => outcome)).toEqual(['other_basis', 'other_basis'])
    await billing.subscriptions.start({ key: 'rival', account: 'globex', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin', subjects: ['acme'] })
    expect((await billing.windows.rewind(wholeYear)).map(({ outcome }) => outcome)).toEqual(['other_basis', 'other_basis'])
  })

  it('refuses what does not exist', async () => {
    const billing = await sealedBilling()
    expect(await failureIn(() => billing.windows.rewind({ account: 'nobody', from: '2026-10-01' }))).toMatchObject({ code: 'account.unknown' })
    expect(await failureIn(() => billing.windows.rewind({ account: 'acme', from: 'October' }))).toMatchObject({ field: 'from' })
  })

  it('gives the same byte for byte, whatever came in before and after the seals', async () => {
    const report = fc.record({ id: fc.nat({ max: 9 }).map(String), revision: fc.nat({ max: 2 }), day: fc.integer({ min: 1, max: 61 }), count: fc.nat({ max: 99 }) })
    const batch = fc.array(report, { maxLength: 6 }).map((all) => all.map(({ id, revision, day, count }) => tokens(id, '', { revision, time: new Date(Date.UTC(2026, 9, day, 12)).toISOString(), data: { count: `${count}` } })))
    await fc.assert(
      fc.asyncProperty(batch, batch, async (before, after) => {
        const billing = await acmeBilling({ now })
        await billing.events.ingest(before)
        await billing.windows.sealDue()
        await billing.events.ingest(after)
        const replayed = async () => (await billing.windows.rewind(wholeYear)).map(({ outcome }) => outcome)
        expect(await replayed()).toEqual(['same', 'same'])
        await billing.usage.seal({ period: '2026-10' })
        expect(await replayed()).toEqual(['same', 'same'])
      }),
      { numRuns: lawRuns },
    )
  })
})
