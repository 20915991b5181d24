import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { memory } from '@farthing/adapters-memory'
import { fail } from '@farthing/core'
import type { EventBodyStore, Storage, Stores } from '@farthing/ports'
import { reasonOf } from '../input/read-lines.js'
import { openDiskEvents, type DiskEvents, type EventDatabase } from './disk-events.js'

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
  // One transaction after the other, the taking back included.
  let lastInLine: Promise<unknown> = Promise.resolve()
  return {
    storage: {
      transaction: (tenant, work) => {
        const turn = lastInLine.then(() => runTransaction(database, derived, tenant, work))
        lastInLine = turn.catch(() => undefined)
        return turn
      },
    },
    close: async () => {
      await database.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** No body is let go here: all of them end with the run. A decision about them is kept as any record is, and cannot be carried out. */
const keptWithTheRun: Pick<EventBodyStore, 'list' | 'remove' | 'reduce'> = {
  list: async () => refuseRemoval(),
  remove: async () => refuseRemoval(),
  reduce: async () => refuseRemoval(),
}

function refuseRemoval(): never {
  return fail('storage.not_permitted', { field: 'eventBodies', because: 'are of one run, which keeps them to its end' })
}

/** The transaction of the derived records, with the events joined to it: what fails in one is kept in neither. */
async function runTransaction<T>(database: EventDatabase, derived: Storage, tenant: string, work: (stores: Stores) => Promise<T>): Promise<T> {
  let events: DiskEvents | undefined
  try {
    return await derived.transaction(tenant, async (stores) => {
      events = await openDiskEvents(database, tenant)
      const guarded = doomedWith(events, stores)
      const result = await work({ ...guarded, events: events.store, eventBodies: { ...guarded.eventBodies, ...keptWithTheRun } })
      events.commit()
      return result
    })
  } catch (error) {
    await events?.rollback()
    throw error
  }
}

/** The other stores refuse every call once the events have failed, as the events do. */
function doomedWith({ refuseIfDoomed }: DiskEvents, stores: Stores): Stores {
  const guardedStore = <S extends object>(store: S): S =>
    new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: readonly unknown[]): Promise<unknown> => {
          refuseIfDoomed()
          return Reflect.apply(member, target, args) as unknown
        }
      },
    })
  return new Proxy(stores, { get: (target, name: keyof Stores) => guardedStore(target[name]) })
}
