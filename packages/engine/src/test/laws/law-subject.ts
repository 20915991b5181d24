import { memory } from '@farthing/adapters-memory'
import type { Storage } from '@farthing/ports'

/** A storage to try a law on, for each of its runs. Every `StorageFactory` of `@farthing/ports/conformance` is one. */
export interface LawSubject {
  /** An empty storage. */
  create(): Promise<Storage>
  /** Releases what `create` took, and all that was kept in it. */
  destroy?(storage: Storage): Promise<void>
}

/** What laws of whole engines are tried on first; the database tries the same ones, fewer times. */
export const inMemory: LawSubject = { create: () => Promise.resolve(memory()) }

/** Runs `work` on an empty storage. */
export async function onStorage<T>(subject: LawSubject, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await subject.create()
  try {
    return await work(storage)
  } finally {
    await subject.destroy?.(storage)
  }
}
