import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useTestDatabase } from '../../test-server/use-test-database.js'
import { postgres } from '../postgres.js'

const database = useTestDatabase()
let pool: pg.Pool
beforeEach(() => {
  pool = new pg.Pool({ connectionString: database.urls().appUrl, max: 1 })
  pool.on('error', () => undefined)
})
afterEach(() => pool.end())

/** Runs work while somebody else holds the counter row of a series, so that the next number is waited for. */
async function whileTaken(work: () => Promise<void>): Promise<void> {
  await postgres(database.app()).transaction('waiting', async ({ documents }) => {
    await documents.nextNumber('A')
    await work()
  })
}

const sessionsLeft = async () => {
  const { rows } = await database.admin().query<{ left: number }>(
    `SELECT count(*)::int AS left FROM pg_stat_activity WHERE state <> 'idle' AND wait_event_type = 'Lock' AND datname = $1`,
    [database.urls().name],
  )
  return rows[0]?.left
}

describe('a transaction that waits too long for an answer', () => {
  it('is unavailable storage, and its connection leaves the pool', async () => {
    const storage = postgres(pool, { answerWithinMs: 100 })
    await whileTaken(async () => {
      await expect(storage.transaction('waiting', ({ documents }) => documents.nextNumber('A'))).rejects.toMatchObject({ code: 'storage.unavailable' })
      expect(pool.totalCount).toBe(0)
    })
    // The server notices at the end of its wait that nobody is there, and rolls back: the number was not taken.
    expect(await storage.transaction('waiting', ({ documents }) => documents.nextNumber('A'))).toBe(2)
    await expect.poll(sessionsLeft).toBe(0)
  })

  it('ends when its caller aborts it, and the next one works', async () => {
    const giving = new AbortController()
    const impatient = postgres(pool, { signal: giving.signal })
    await whileTaken(async () => {
      const waiting = impatient.transaction('waiting', ({ documents }) => documents.nextNumber('A'))
      await expect.poll(sessionsLeft).toBe(1)
      giving.abort(new Error('the request was cancelled'))
      await expect(waiting).rejects.toMatchObject({ code: 'storage.aborted', cause: { message: 'the request was cancelled' } })
      expect(pool.totalCount).toBe(0)
      await expect(impatient.transaction('waiting', () => Promise.resolve())).rejects.toMatchObject({ code: 'storage.aborted' })
    })
    expect(await postgres(pool).transaction('waiting', () => Promise.resolve('works'))).toBe('works')
  })
})
