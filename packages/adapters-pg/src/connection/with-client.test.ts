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
  it('has a listener for errors while ours uses it', async () => {
    const { client } = fakePool()
    await withClient({ client })(() => {
      expect(client.on).toHaveBeenCalledExactlyOnceWith('error', expect.any(Function))
      return Promise.resolve()
    })
    expect(client.removeListener.mock.calls).toEqual(client.on.mock.calls)
  })
})
