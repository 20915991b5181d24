import { memory } from '@farthing/adapters-memory'
import type { LatenessPolicy } from '@farthing/core'
import type { Clock } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { call, catalog, tokens, wrapped } from '../test/sample-billing.js'

const adaptive: LatenessPolicy = { watermark: { kind: 'adaptive', percentile: 95, least: 'PT1M', most: 'P2D' } }

function adaptiveBilling() {
  const storage = memory()
  const saved: string[] = []
  const watched = wrapped(storage, (stores) => ({ ...stores, windowing: { ...stores.windowing, save: (record) => { saved.push(record.key); return stores.windowing.save(record) } } }))
  const clock: Clock = { now: () => '2026-10-14T12:00:00.000000Z' }
  return { saved, billing: createBilling({ catalog, storage: watched, clock, lateness: { meters: { tokens: adaptive } } }) }
}

const many = (source: string, time: string) => Array.from({ length: 120 }, (_, index) => tokens(`${source}${index}`, '1', { source, time }))

describe('ingest', () => {
  it('teaches an adaptive watermark how late events come, source by source, in its own transaction', async () => {
    const { billing, saved } = adaptiveBilling()
    await billing.events.ingest([...many('api', '2026-10-14T11:59:30Z'), ...many('edge', '2026-10-14T10:30:00Z')])
    expect(saved).toEqual(['meter/tokens'])
    await billing.windows.sealDue()
    const state = (await billing.windows.list()).find(({ meter }) => meter === 'tokens')
    expect(state).toMatchObject({ watermark: '2026-10-14T10:00:00.000000Z', sources: [{ source: 'api', upTo: '2026-10-14T11:59:00.000000Z' }, { source: 'edge', upTo: '2026-10-14T10:00:00.000000Z' }] })
  })

  it('saves nothing for what tells nothing: other events, repeats, amendments, and meters that do not adapt', async () => {
    const { billing, saved } = adaptiveBilling()
    await billing.events.ingest([call('c'), { ...tokens('no', '1'), time: 'never' }])
    expect(saved).toEqual([])
    await billing.events.ingest([tokens('a', '1')])
    await billing.events.ingest([tokens('a', '1'), tokens('a', '2', { revision: 1 }), tokens('a', '', { revision: 2, data: null })])
    expect(saved).toEqual(['meter/tokens'])
  })

  it('leaves the watermark alone when it is rolled back', async () => {
    const { billing } = adaptiveBilling()
    await billing.events.ingestOrThrow([tokens('a', '1'), tokens('a', '2')]).catch(() => undefined)
    expect((await billing.windows.list()).every(({ sources }) => sources.length === 0)).toBe(true)
  })
})
