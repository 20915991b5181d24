import { describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { workQueue } from './pg-work-queue.js'

const database = useTestDatabase()
const item = { tenant: 'acme', kind: 'seal', key: '2026-10' }

const factory = {
  create: async () => {
    await database.admin().query('TRUNCATE farthing.work_item')
    return { queue: workQueue(database.app()) }
  },
}

// The suite of the port runs with those of the stores, where calls are recorded.
describe('work on PostgreSQL', () => {
  it('is added with what the host keeps, or not at all', async () => {
    const { queue } = await factory.create()
    const client = await database.app().connect()
    try {
      for (const end of ['ROLLBACK', 'COMMIT']) {
        await client.query('BEGIN')
        await workQueue({ transaction: client }).add([item])
        await client.query(end)
        expect(await queue.claim({ limit: 10, leaseMs: 60_000 })).toHaveLength(end === 'COMMIT' ? 1 : 0)
      }
    } finally {
      client.release()
    }
  })

  it('is claimed past rows that another transaction is taking', async () => {
    const { queue } = await factory.create()
    await queue.add([item, { ...item, key: '2026-11' }])
    const client = await database.app().connect()
    try {
      await client.query('BEGIN')
      expect(await workQueue({ transaction: client }).claim({ limit: 1, leaseMs: 60_000 })).toMatchObject([{ key: '2026-10' }])
      expect(await queue.claim({ limit: 2, leaseMs: 60_000 })).toMatchObject([{ key: '2026-11' }])
      await client.query('ROLLBACK')
      expect(await queue.claim({ limit: 2, leaseMs: 60_000 })).toMatchObject([{ key: '2026-10', attempt: 1 }])
    } finally {
      client.release()
    }
  })

  it.each([
    ['limit', (queue: ReturnType<typeof workQueue>) => queue.claim({ limit: 0, leaseMs: 1 })],
    ['leaseMs', (queue: ReturnType<typeof workQueue>) => queue.claim({ limit: 1, leaseMs: 3_600_001 })],
    ['maxAttempts', (queue: ReturnType<typeof workQueue>) => queue.claim({ limit: 1, leaseMs: 1, maxAttempts: 0.5 })],
    ['delayMs', (queue: ReturnType<typeof workQueue>) => queue.add([item], { delayMs: -1 })],
  ])('is refused with a %s out of bounds', async (field, call) => {
    await expect(call(workQueue(database.app()))).rejects.toMatchObject({ code: 'work.request_invalid', field })
  })

  it('loses a lease that is no lease', async () => {
    const { queue } = await factory.create()
    expect(await queue.complete([{ ...item, lease: "1'; DROP", attempt: 1 }])).toBe(0)
  })
})
