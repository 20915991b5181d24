import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Point } from '../point.js'
import { billingOn, type Workflow } from '../workflows.js'
import { interceptedPool } from '../observe/intercepted-pool.js'
import { withAttemptPool, type Target } from '../target.js'
import type { SmallDisk } from './small-disk.js'
import { raiseAt } from './statement-points.js'

const diskFull = '53100'

/** The disk is full from this statement on, until the caller has what the command ends in. */
async function attemptOnFullDisk(target: Target, { run }: Workflow, fault: { readonly place: number; readonly fill: () => void | Promise<void>; readonly free: () => void | Promise<void> }): Promise<unknown> {
  return withAttemptPool(
    target.url,
    (pool) =>
      run(
        billingOn(
          target.storageOf(
            interceptedPool(pool, async ({ index, send }) => {
              if (index === fault.place) await fault.fill()
              return send()
            }),
          ),
        ),
      ),
    fault.free,
  )
}

/** Tables and indexes lie on a disk that is full; and the server says so at each statement, also where it would have found room. */
export function fullDiskPoints(target: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  const { disks, url } = target
  return statements.flatMap((_, place) => {
    const raised: Point = {
      workflow,
      kind: 'full',
      name: `${workflow.name} full raised at ${place}`,
      attempt: () => withAttemptPool(url, (pool) => workflow.run(billingOn(target.storageOf(interceptedPool(pool, raiseAt(place, diskFull)))))),
    }
    if (disks === undefined) return [raised]
    const { data } = disks
    return [raised, { workflow, kind: 'full', name: `${workflow.name} full disk at ${place}`, attempt: () => attemptOnFullDisk(target, workflow, { place, fill: data.fill, free: data.free }) }]
  })
}

const segmentName = /^[0-9A-F]{24}$/

/** No room for the log: the disk is full, and what is written next needs a new file. */
async function fillLog({ admin }: Target, log: SmallDisk): Promise<void> {
  log.fill()
  for (;;) {
    const { rows } = await admin.query<{ current: string }>('SELECT pg_walfile_name(pg_current_wal_lsn()) AS current')
    const current = rows[0]?.current ?? ''
    // Files that were made ahead have room still.
    const isAhead = readdirSync(log.path).some((name) => segmentName.test(name) && name > current)
    await admin.query(`SELECT pg_switch_wal()`)
    if (!isAhead) return
    await admin.query(`SELECT pg_logical_emit_message(false, 'torture', 'fills')`)
  }
}

/** After a crash of its own making the server starts again, once it has room. */
async function untilUp({ admin }: Target): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await admin.query('SELECT 1')
      return
    } catch (error) {
      if (tries === 400) throw error
      await sleep(20)
    }
  }
}

/** The log lies on a disk that is full: the server says so, or just ends, and recovers. None on a machine that mounts no disks. */
export function panicPoints(target: Target, workflow: Workflow, statements: readonly string[]): readonly Point[] {
  const { disks } = target
  if (disks === undefined) return []
  const { log } = disks
  const free = (): Promise<void> => {
    log.free()
    return untilUp(target)
  }
  return statements.map((_, place) => ({
    workflow,
    kind: 'panic' as const,
    name: `${workflow.name} panic at ${place}`,
    attempt: () => attemptOnFullDisk(target, workflow, { place, fill: () => fillLog(target, log), free }),
  }))
}
