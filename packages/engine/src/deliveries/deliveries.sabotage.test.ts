import { memory } from '@farthing/adapters-memory'
import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { wrapped } from '../test/sample-billing.js'
import { addDelivery } from './add-delivery.js'
import { attemptDeliveries } from './attempt-deliveries.js'

const now = '2026-10-15T10:00:00.000000Z'

/** How often each of two deliveries of one lane reaches its receiver, from two processes over a storage with some guard taken out. */
async function reached(change: (stores: Stores) => Stores = (stores) => stores) {
  const storage: Storage = wrapped(memory(), change)
  for (const id of ['1', '2']) {
    await storage.transaction('t', (stores) => addDelivery(stores, { destination: 'd', id, lane: 'l', subject: id, revision: 1, content: null, createdAt: now }))
  }
  const order: string[] = []
  const receiver = { destination: 'd', retry: [60], leaseSeconds: 60, send: async ({ id }: { readonly id: string }) => (order.push(id), {}) }
  const process = () => attemptDeliveries({ storage, tenant: 't', clock: { now: () => now } }, receiver)
  await Promise.all([process(), process()])
  await process()
  return order
}

describe('the guards of deliveries', () => {
  it('let each arrive once, in order', async () => {
    expect(await reached()).toEqual(['1', '2'])
  })

  it('need the claim to be refused to the second process: without that both send', async () => {
    const order = await reached((stores) => ({
      ...stores,
      deliveries: { ...stores.deliveries, move: async (moved) => stores.deliveries.move({ ...moved, step: ((await stores.deliveries.get(moved.destination, moved.id))?.step ?? 0) + 1 }) },
    }))
    expect(order.filter((id) => id === '1').length).toBeGreaterThan(1)
  })

  it('need the lane: without it the second does not wait for the first', async () => {
    const order = await reached((stores) => ({
      ...stores,
      deliveries: { ...stores.deliveries, due: async () => [...(await stores.deliveries.list({ status: 'waiting' })).items].reverse() },
    }))
    expect(order[0]).toBe('2')
  })
})
