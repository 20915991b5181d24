import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/migrations/migrate.js'
import { postgres } from '../src/postgres.js'
import { incoming, scanIds } from '../test-server/sample-events.js'
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
