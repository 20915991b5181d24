import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { acmeBilling, call, failureIn, sampleBilling, tokens, wrapped } from '../test/sample-billing.js'

describe('events.census', () => {
  it('adds up for all time, over batches and instances (I-CENSUS)', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    expect(await billing.events.census()).toEqual({ received: 0, kept: 0, duplicate: 0, conflict: 0, rejected: {} })
    await billing.events.ingest([tokens('a', '1'), tokens('a', '1'), tokens('a', '2'), call('c'), 'no event', tokens('b', '1', { time: 'never' })])
    await sampleBilling({ storage }).events.ingest([tokens('a', '1'), tokens('d', '1', { time: 'never' })])
    expect(await sampleBilling({ storage }).events.census()).toEqual({
      received: 8,
      kept: 2,
      duplicate: 2,
      conflict: 1,
      rejected: { 'event.invalid': 1, 'time.malformed': 2 },
    })
  })

  it('counts what a transaction keeps, and nothing of one that fails', async () => {
    const storage = memory()
    const billing = await acmeBilling({ storage })
    await failureIn(() => billing.events.ingestOrThrow([tokens('a', '1'), tokens('b', '1', { time: 'never' })]))
    await failureIn(() => billing.events.ingestOrThrow([tokens('a', '1'), tokens('a', '2')]))
    const broken = wrapped(storage, (stores) => ({ ...stores, census: { ...stores.census, add: () => Promise.reject(new Error('disk full')) } }))
    await expect(sampleBilling({ storage: broken }).events.ingest([tokens('a', '1')])).rejects.toThrow('disk full')
    expect((await billing.events.census()).received).toBe(0)
    expect((await billing.events.ingest([tokens('a', '1')])).counts.accepted).toBe(1)
  })

  it('counts tenants apart', async () => {
    const storage = memory()
    await (await acmeBilling({ storage, tenant: 'a' })).events.ingest([tokens('x', '1')])
    expect((await sampleBilling({ storage, tenant: 'b' }).events.census()).received).toBe(0)
  })
})
