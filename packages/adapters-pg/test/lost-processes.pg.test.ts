import { setTimeout as sleep } from 'node:timers/promises'
import { isFarthingError } from '@farthing/core'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/migrations/migrate.js'
import { postgres } from '../src/postgres.js'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { startOwnServer, type OwnServer } from '../test-server/start-test-server.js'

// I-ACKDURABLE: a server that loses a process drops every session and recovers from its log.
describe('a server under eight writers', () => {
  let server: OwnServer
  let pool: pg.Pool
  const acknowledged = new Set<string>()
  const codes = new Set<string>()
  const unexpected: unknown[] = []
  let isOver = false

  beforeAll(async () => {
    server = await startOwnServer()
    pool = new pg.Pool({ connectionString: server.url, max: 9 })
    pool.on('error', () => undefined)
    await migrate(pool)
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
  })

  async function write(writer: number): Promise<void> {
    for (let number = 0; !isOver; ) {
      const id = `w${writer}/${number}`
      try {
        await postgres(pool).transaction('acme', ({ events }) => events.append([incoming(id)]))
        acknowledged.add(id)
        number += 1
      } catch (error) {
        if (isFarthingError(error)) codes.add(error.code)
        else unexpected.push(error)
        await sleep(20)
      }
    }
  }

  /** As the kernel does when memory runs out. */
  async function killOneProcess(): Promise<void> {
    const { rows } = await pool.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE backend_type = $1 AND pid <> pg_backend_pid() LIMIT 1', ['client backend'])
    process.kill(rows[0]!.pid, 'SIGKILL')
  }

  it('keeps what it acknowledged through a killed process and three crashes, and every failure has a name', async () => {
    const writers = Array.from({ length: 8 }, (_, writer) => write(writer))
    const troubles = [killOneProcess, () => server.restart('crash'), () => server.restart('crash'), () => server.restart('crash')]
    for (const trouble of troubles) {
      const before = acknowledged.size
      while (acknowledged.size < before + 60) await sleep(5)
      await trouble()
    }
    const before = acknowledged.size
    while (acknowledged.size < before + 60) await sleep(5)
    isOver = true
    await Promise.all(writers)
    const kept = new Set(await postgres(pool).transaction('acme', ({ events }) => scanIds(events)))
    expect([...acknowledged].filter((id) => !kept.has(id)), 'acknowledged and lost').toEqual([])
    expect(kept.size - acknowledged.size, 'kept although the caller got an error, and never repeated').toBeLessThanOrEqual(8)
    expect(unexpected).toEqual([])
    expect([...codes].filter((code) => !['storage.unavailable', 'storage.outcome_unknown'].includes(code))).toEqual([])
  })

  it('that has no connection left is unavailable, and the pool works when it has one again', async () => {
    await pool.query(`CREATE ROLE narrow LOGIN PASSWORD 'narrow' CONNECTION LIMIT 1`)
    await migrate(pool, { appRole: 'narrow' })
    const url = new URL(server.url)
    Object.assign(url, { username: 'narrow', password: 'narrow' })
    const [holder, narrow] = [new pg.Client({ connectionString: url.href }), new pg.Pool({ connectionString: url.href, max: 1 })]
    await holder.connect()
    const attempt = () => postgres(narrow).transaction('acme', ({ events }) => events.append([incoming('narrow')]))
    await expect(attempt()).rejects.toMatchObject({ code: 'storage.unavailable', facts: { sqlState: '53300' } })
    await holder.end()
    await expect.poll(() => attempt().catch(() => 'refused')).toEqual(['accepted'])
    await narrow.end()
  })
})
