import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFarthingError } from '@farthing/core'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/migrations/migrate.js'
import { postgres } from '../src/postgres.js'
import { incoming, scanIds } from '../test-server/sample-events.js'
import { serverUser } from '../test-server/server-user.js'
import { startOwnServer, type OwnServer } from '../test-server/start-test-server.js'

// Bodies of events on a disk of 24 MB that a file fills but for a few. Mounting one needs root on Linux.
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts()

function mounts(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    execFileSync('umount', ['/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!canMount)('a disk that is full', () => {
  let server: OwnServer
  let disk = ''
  let pool: pg.Pool
  const storage = () => postgres(pool)
  const append = (batch: number) =>
    storage().transaction('acme', ({ events }) => events.append(Array.from({ length: 200 }, (_, index) => incoming(`${batch}/${index}`, { data: { note: 'x'.repeat(1_500) } }))))

  beforeAll(async () => {
    server = await startOwnServer()
    pool = new pg.Pool({ connectionString: server.url, max: 2 })
    await migrate(pool)
    disk = join(server.folder, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk])
    const { uid, gid } = statSync(join(server.folder, 'data'))
    execFileSync('chown', [`${uid}:${gid}`, disk])
    chmodSync(disk, 0o700)
    await pool.query(`CREATE TABLESPACE disk LOCATION '${disk}'`)
    await pool.query('ALTER TABLE farthing.event_default SET TABLESPACE disk')
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
    execFileSync('umount', ['-l', disk])
  })

  it('is unavailable storage; what was acknowledged is there, nothing is half there, and it goes on when there is room', async () => {
    const filler = join(disk, 'filler')
    writeFileSync(filler, Buffer.alloc(20 * 1_024 * 1_024))
    let kept = 0
    let refusal: unknown
    for (let batch = 0; batch < 100 && refusal === undefined; batch += 1) {
      await append(batch).then(
        () => (kept += 1),
        (error: unknown) => (refusal = error),
      )
    }
    expect(refusal).toMatchObject({ code: 'storage.unavailable', facts: { sqlState: '53100' } })
    expect(kept).toBeGreaterThan(0)
    expect(await storage().transaction('acme', ({ events }) => scanIds(events))).toHaveLength(kept * 200)
    const { rows } = await pool.query<{ identities: string; bodies: string }>(
      'SELECT (SELECT count(*) FROM farthing.event_identity) AS identities, (SELECT count(*) FROM farthing.event) AS bodies',
    )
    expect(rows).toEqual([{ identities: String(kept * 200), bodies: String(kept * 200) }])

    rmSync(filler)
    expect(new Set(await append(kept))).toEqual(new Set(['accepted']))
    expect(pool.totalCount, 'the connection that was refused is as good as new').toBe(1)
  })
})

describe.skipIf(!canMount)('a disk of the log that is full', () => {
  let server: OwnServer
  let disk = ''
  let pool: pg.Pool
  const acknowledged = new Set<string>()

  beforeAll(async () => {
    disk = mkdtempSync(join(realpathSync(tmpdir()), 'farthing-wal-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk])
    const user = serverUser()
    if (user !== undefined) execFileSync('chown', [`${user.uid}:${user.gid}`, disk])
    chmodSync(disk, 0o700)
    server = await startOwnServer({ walFolder: disk })
    server.supervise()
    pool = new pg.Pool({ connectionString: server.url, max: 2 })
    pool.on('error', () => undefined)
    await migrate(pool)
  })
  afterAll(async () => {
    await pool.end()
    await server.stop()
    execFileSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true })
  })

  async function append(batch: number): Promise<void> {
    const events = Array.from({ length: 200 }, (_, index) => incoming(`${batch}/${index}`, { data: { note: randomBytes(1_500).toString('hex') } }))
    await postgres(pool).transaction('acme', (stores) => stores.events.append(events))
    for (const { event } of events) acknowledged.add(event.id)
  }

  it('takes the server down; what was acknowledged is there when it is up again, and nothing is half there', async () => {
    const filler = join(disk, 'filler')
    writeFileSync(filler, Buffer.alloc(44 * 1_024 * 1_024))
    const codes = new Set<string>()
    let batch = 0
    for (; batch < 200 && codes.size === 0; batch += 1) {
      await append(batch).catch((error: unknown) => codes.add(isFarthingError(error) ? error.code : String(error)))
    }
    expect([...codes].every((code) => code === 'storage.unavailable' || code === 'storage.outcome_unknown'), [...codes].join()).toBe(true)
    expect(acknowledged.size).toBeGreaterThan(0)
    await expect(append(batch), 'while it is down').rejects.toMatchObject({ code: 'storage.unavailable' })

    rmSync(filler)
    await expect.poll(() => append(batch).then(() => 'kept', () => 'refused'), { timeout: 60_000 }).toBe('kept')
    const kept = await postgres(pool).transaction('acme', ({ events }) => scanIds(events))
    expect([...acknowledged].filter((id) => !kept.includes(id)), 'acknowledged and lost').toEqual([])
    // Of the batch that nobody knows about, all or nothing.
    expect([0, 200]).toContain(kept.length - acknowledged.size)
  })
})
