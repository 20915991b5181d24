import type { Storage, Stores } from '../storage.js'

/** A transaction that stays open until it is told to end. */
export interface OpenTransaction<S> {
  readonly stores: S
  commit(): Promise<void>
  rollback(): Promise<void>
}

export async function openTransaction<S extends Partial<Stores>>(storage: Storage<S>, tenant: string): Promise<OpenTransaction<S>> {
  const opened = promiseWithHandle<S>()
  const end = promiseWithHandle<'commit' | 'rollback'>()
  const ended = storage
    .transaction(tenant, async (stores) => {
      opened.resolve(stores)
      if ((await end.promise) === 'rollback') throw rolledBack
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error
    })
  // A transaction that never opens must fail the case and not hang it.
  await Promise.race([opened.promise, ended])
  const finish = async (how: 'commit' | 'rollback') => {
    end.resolve(how)
    await ended
  }
  return { stores: await opened.promise, commit: () => finish('commit'), rollback: () => finish('rollback') }
}

/** Runs `work` in a transaction that is rolled back, and gives what it gave. */
export async function inRolledBack<S extends Partial<Stores>, T>(
  storage: Storage<S>,
  tenant: string,
  work: (stores: S) => Promise<T>,
): Promise<T | undefined> {
  let result: T | undefined
  try {
    await storage.transaction(tenant, async (stores) => {
      result = await work(stores)
      throw rolledBack
    })
  } catch (error) {
    if (error !== rolledBack) throw error
  }
  return result
}

const rolledBack = new Error('rolled back on purpose')

function promiseWithHandle<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve }
}
