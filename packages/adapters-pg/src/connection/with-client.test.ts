import { describe, expect, it, vi } from 'vitest'
import type { PgPool, PgPoolClient } from './pg-connection.js'
import { withClient } from './with-client.js'

function fakePool() {
  const client = { query: vi.fn(), release: vi.fn(), on: vi.fn(), removeListener: vi.fn() } satisfies PgPoolClient
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
    await withClient(pool)(({ reportLost }) => {
      reportLost(gone)
      return Promise.resolve()
    })
    expect(client.release.mock.calls).toEqual([[gone]])
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
