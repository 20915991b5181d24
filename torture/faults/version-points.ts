import { setTimeout as sleep } from 'node:timers/promises'
import { isFarthingError } from '@farthing/core'
import pg from 'pg'
import { interceptedPool } from '../observe/intercepted-pool.js'
import type { Point } from '../point.js'
import { ownerName, withAttemptPool, type Target } from '../target.js'
import { billingOn, type Workflow } from '../workflows.js'
import { nextMigration } from './newer-library.js'
import type { NewerLibrary } from './newer-library.main.js'

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'went well',
    (error: unknown) => (isFarthingError(error) ? error.code : String(error)),
  )

/** The migration as it is deployed: again while transactions that are under way are preferred to it. */
async function migrateNow({ ownerUrl }: Target, newer: NewerLibrary): Promise<void> {
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 1, application_name: ownerName })
  owner.on('error', () => undefined)
  try {
    for (let tries = 0; ; tries += 1) {
      const code = await codeOf(newer.migrate(owner))
      if (code === 'went well') return
      if (code !== 'storage.contention' || tries === 20) throw new Error(`the migration ended with ${code}`)
    }
  } finally {
    await owner.end()
  }
}

/** It is through, or waits for a lock of the command. */
async function underWay({ admin }: Target, migration: Promise<void>): Promise<void> {
  const over = new AbortController()
  void migration.catch(() => undefined).finally(() => over.abort())
  while (!over.signal.aborted) {
    const { rows } = await admin.query<{ waits: boolean }>(`SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '${ownerName}' AND wait_event_type = 'Lock') AS waits`)
    if (rows[0]?.waits === true) return
    await sleep(2)
  }
}

/** Before each statement the next version of the library begins to migrate: the command ends as it began or is refused, and the next version repeats it. */
export function versionPoints(target: Target, workflow: Workflow, { statements, newer }: { readonly statements: readonly string[]; readonly newer: NewerLibrary }): readonly Point[] {
  const { admin, steady, storageOf } = target
  return statements.map((_, place): Point => {
    let migration: Promise<void> | undefined
    return {
      workflow,
      kind: 'version',
      name: `${workflow.name} version before ${place}`,
      expected: ['storage.schema_newer'],
      async attempt() {
        const early = await codeOf(newer.run(workflow.name, steady))
        if (early !== 'storage.schema_older') throw new Error(`the next version met the schema of this one and ${early}`)
        return withAttemptPool(
          target.url,
          (pool) => {
            const intercepted = interceptedPool(pool, async ({ index, send }) => {
              if (index === place) await underWay(target, (migration = migrateNow(target, newer)))
              return send()
            })
            return workflow.run(billingOn(storageOf(intercepted)))
          },
          // A pool is as good as new when it is told that the schema is newer.
          () => migration,
          ['storage.schema_newer'],
        )
      },
      repeat: () => newer.run(workflow.name, steady),
      async afterwards() {
        const late = await codeOf(workflow.run(billingOn(storageOf(steady))))
        return late === 'storage.schema_newer' ? [] : [`this version met the schema of the next one and ${late}`]
      },
      cleanUp: async () => {
        await migration?.catch(() => undefined)
        await admin.query(nextMigration.undo)
      },
    }
  })
}
