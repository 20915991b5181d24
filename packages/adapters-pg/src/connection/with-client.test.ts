import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { PgPool, PgPoolClient } from './pg-connection.js'
import { withClient } from './with-client.js'

function fakePool() {
  const client = { query: vi.fn(() => Promise.resolve({ rows: [] })), release: vi.fn(), on: vi.fn(), removeListener: vi.fn() } satisfies PgPoolClient
  const pool: PgPool = { connect: () => Promise.resolve(client) }
  return { client, pool }
}

describe('a connection of a pool', () => {
  it('is given back for others after the work, whether that succeeds or fails', async () => {
    const { client, pool } = fakePool()
    expect(await withClient(pool)(() => Promise.resolve('result'))).toBe('result')
    await expect(withClient(pool)(() => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work')
    expect(client.release.mock.calls).toEqual([[undefined], [undefined]])
  })

  it('is given back to be closed when it turned out to be gone', async () => {
    const { client, pool } = fakePool()
    const gone = new Error('gone')
    client.query.mockRejectedValue(gone)
    const lend = withClient(pool)
    await expect(lend((lease) => lease.client.query('SELECT 1'))).rejects.toBe(gone)
    expect(client.release.mock.calls).toEqual([[gone]])
  })

  it('goes straight back when it comes after the caller has given up', async () => {
    const { client, pool } = fakePool()
    const late: PgPool = { connect: () => sleep(30).then(() => pool.connect()) }
    const work = vi.fn()
    await expect(withClient(late, { answerWithinMs: 5 })(work)).rejects.toMatchObject({ code: 'storage.unavailable' })
    await vi.waitFor(() => expect(client.release.mock.calls).toEqual([[]]))
    expect(work).not.toHaveBeenCalled()
  })

  it('is not asked for once the caller has given up', async () => {
    const pool = { connect: vi.fn() }
    await expect(withClient(pool, { signal: AbortSignal.abort() })(vi.fn())).rejects.toMatchObject({ code: 'storage.aborted' })
    expect(pool.connect).not.toHaveBeenCalled()
  })

  it('has a listener for errors meanwhile, and none of ours afterwards', async () => {
    const { client, pool } = fakePool()
    await withClient(pool)(() => {
      expect(client.on).toHaveBeenCalledExactlyOnceWith('error', expect.any(Function))
      expect(client.removeListener).not.toHaveBeenCalled()
      return Promise.resolve()
    })
    expect(client.removeListener.mock.calls).toEqual(client.on.mock.calls)
  })
})

describe('a connection of the host', () => {
  it('that was given to us has one listener for errors for good, and one in a transaction of the host while ours uses it', async () => {
    const { client: given } = fakePool()
    const { client: hosts } = fakePool()
    for (const connection of [{ client: given }, { client: given }, { transaction: hosts }]) await withClient(connection)(() => Promise.resolve())
    const left = ({ on, removeListener }: typeof given) => on.mock.calls.length - removeListener.mock.calls.length
    expect([left(given), left(hosts)]).toEqual([1, 0])
  })

  it('is used by one after another, whoever was made over it', async () => {
    const { client } = fakePool()
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await sleep(5)
      order.push(`${name} ends`)
    }
    await Promise.all([withClient({ transaction: client })(work('one')), withClient({ transaction: client })(work('other'))])
    expect(order).toEqual(['one begins', 'one ends', 'other begins', 'other ends'])
  })
})

describe('a pool', () => {
  it('has one listener of ours for errors of idle connections, however many storages there are', () => {
    const pool = { connect: vi.fn(), on: vi.fn() }
    withClient(pool)
    withClient(pool)
    expect(pool.on).toHaveBeenCalledExactlyOnceWith('error', expect.any(Function))
  })
})
