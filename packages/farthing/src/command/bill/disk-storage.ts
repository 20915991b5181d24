import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { Storage } from '@farthing/ports'
import { reasonOf } from '../input/read-lines.js'
import { openDiskEvents, type EventDatabase } from './disk-events.js'

export interface DiskStorage {
  readonly storage: Storage
  /** Closes and removes everything. */
  close(): Promise<void>
}

/**
 * Storage for one run of the command: events in an ordered store in a temporary folder, so that memory does not grow with the input;
 * everything derived from them, which grows with groups and documents only, in memory.
 *
 * @throws `file.unwritable` when the temporary folder cannot be made.
 */
export async function openDiskStorage(parentDirectory: string = tmpdir()): Promise<DiskStorage> {
  const directory = await mkdtemp(join(parentDirectory, 'farthing-')).catch((error: unknown) =>
    fail('file.unwritable', { field: parentDirectory, because: `cannot hold temporary files (${reasonOf(error)})` }, error),
  )
  const database: EventDatabase = new ClassicLevel(directory)
  await database.open()
  const derived = memory()
  return {
    storage: {
      transaction: (tenant, work) =>
        derived.transaction(tenant, async (stores) => {
          const events = await openDiskEvents(database, tenant)
          try {
            const result = await work({ ...stores, events: events.store })
            events.commit()
            return result
          } catch (error) {
            await events.rollback()
            throw error
          }
        }),
    },
    close: async () => {
      await database.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
