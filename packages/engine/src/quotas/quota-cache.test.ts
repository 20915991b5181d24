import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { countingScans } from '../test/sample-billing.js'
import { catalog, saasBilling, scans } from '../test/saas-billing.js'

/** Billing with a count of how often usage was measured, and a check that puts up with a minute. */
async function cachedBilling() {
  const { storage, counts } = countingScans(memory())
  const saas = await saasBilling({ storage })
  const used = async (about: object = {}) => (await saas.billing.quotas.check({ account: 'acme', feature: 'scans', maxAgeMs: 60_000, ...about })).used
  await saas.billing.events.ingestOrThrow([scans('1')])
  await used()
  counts.scans = 0
  return { ...saas, counts, used }
}

type Cached = Awaited<ReturnType<typeof cachedBilling>>

/** Another process: it sees the storage, and this one does not see it commit. */
async function elsewhere(storage: Storage, ...events: readonly object[]): Promise<void> {
  const theirs: Storage = { transaction: (tenant, work) => storage.transaction(tenant, work) }
  await createBilling({ catalog, storage: theirs, clock: { now: () => '2026-11-10T00:00:00.000000Z' } }).events.ingestOrThrow(events)
}

describe('a check with an age', () => {
  it('is answered from memory until it is that old by the clock, whatever others commit', async () => {
    const { clock, counts, used, storage } = await cachedBilling()
    await elsewhere(storage, scans('4'))
    clock.at = '2026-11-10T00:01:00.000000Z'
    expect([await used(), counts.scans]).toEqual(['1', 0])
    clock.at = '2026-11-10T00:01:00.001000Z'
    expect([await used(), counts.scans > 0]).toEqual(['5', true])
  })

  it('without an age is measured, and with a smaller one that has passed too', async () => {
    const { clock, used, storage } = await cachedBilling()
    await elsewhere(storage, scans('4'))
    clock.at = '2026-11-10T00:00:10.000000Z'
    expect([await used(), await used({ maxAgeMs: 10_000 }), await used({ maxAgeMs: 9_999 })]).toEqual(['1', '1', '5'])
    await elsewhere(storage, scans('4'))
    expect([await used(), await used({ maxAgeMs: 0 })]).toEqual(['5', '9'])
  })

  it('is measured again after the clock has gone back, and after the end of the period', async () => {
    const { clock, used, storage } = await cachedBilling()
    await elsewhere(storage, scans('4', '01'))
    clock.at = '2026-11-09T23:59:59.999999Z'
    expect(await used()).toBe('5')
    clock.at = '2026-11-30T23:59:50.000000Z'
    await used()
    clock.at = '2026-12-01T00:00:00.000000Z'
    expect(await used()).toBe('0')
  })

  it.each<[string, (cached: Cached) => Promise<unknown>]>([
    ['an event', ({ billing }) => billing.events.ingest([scans('4')])],
    ['an event by another instance over the storage', ({ storage, clock }) => createBilling({ catalog, storage, clock }).events.ingest([scans('4')])],
    ['a price', ({ billing }) => billing.quotas.configure({ key: 'q', account: 'acme', feature: 'scans', includedQuantity: '7', pricePerUnitMinor: '1' })],
    ['a limit', ({ billing }) => billing.quotas.configure({ key: 'q', account: 'acme', feature: 'scans', includedQuantity: '7' })],
    ['a reservation', ({ billing }) => billing.quotas.reserve({ key: 'r', account: 'acme', feature: 'scans', quantity: '3', expiresAt: '2026-11-11T00:00:00Z' })],
    ['a grant', ({ billing }) => billing.credits.grant({ key: 'g', account: 'acme', kind: 'promotional', meter: 'scans', quantity: '9', effectiveAt: '2026-11-01T00:00:00Z' })],
    ['another subscription that takes its events', ({ billing }) => billing.subscriptions.start({ key: 's', account: 'globex', plan: 'saas', from: '2026-11-01', subjects: ['acme'] })],
  ])('is measured again once this process has committed %s', async (_, commit) => {
    const cached = await cachedBilling()
    await commit(cached)
    cached.counts.scans = 0
    await cached.used()
    expect(cached.counts.scans).toBeGreaterThan(0)
  })

  it('is not measured again for others: their events, their subscriptions', async () => {
    const { billing, counts, used } = await cachedBilling()
    await billing.subscriptions.start({ key: 's', account: 'globex', plan: 'saas', from: '2026-11-01' })
    await billing.events.ingest([{ ...scans('4'), subject: 'globex' }])
    counts.scans = 0
    await used()
    expect(counts.scans).toBe(0)
  })

  it('that was being measured while something was committed is not kept', async () => {
    const inner = memory()
    let meanwhile: (() => Promise<unknown>) | undefined
    const storage: Storage = {
      transaction: async (tenant, work) => {
        const result = await inner.transaction(tenant, work)
        const now = meanwhile
        meanwhile = undefined
        await now?.()
        return result
      },
    }
    const { billing } = await saasBilling({ storage })
    const used = async () => (await billing.quotas.check({ account: 'acme', feature: 'scans', maxAgeMs: 60_000 })).used
    meanwhile = () => billing.events.ingest([scans('4')])
    expect([await used(), await used()]).toEqual(['0', '4'])
  })
})
