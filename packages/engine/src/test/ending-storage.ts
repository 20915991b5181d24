import type { Storage, Stores } from '@farthing/ports'

/** Where a process ends: at which of its calls of a store, counted from 1, and whether that one is still carried out. */
export interface End {
  readonly call: number
  readonly done: boolean
}

/** Storage of a process that ends: from then on every call is refused, and what was not committed is rolled back. */
export function endingStorage(storage: Storage, end?: End): Storage & { readonly calls: () => number } {
  let calls = 0
  const step = async (call: () => unknown): Promise<unknown> => {
    calls += 1
    if (end === undefined || calls < end.call) return call()
    if (calls === end.call && end.done) await call()
    throw new Error('the process ends here')
  }
  return {
    calls: () => calls,
    transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(counted(stores, step))),
  }
}

function counted(stores: Stores, step: (call: () => unknown) => Promise<unknown>): Stores {
  const countedStore = <S extends object>(name: keyof Stores, store: S): S =>
    new Proxy(store, {
      get: (target, member) => {
        const method: unknown = Reflect.get(target, member)
        // A scan is no promise: it is read, and reading changes nothing.
        if (typeof method !== 'function' || (name === 'events' && member === 'scan')) return method
        return (...args: readonly unknown[]) => step(() => Reflect.apply(method, target, args) as unknown)
      },
    })
  return new Proxy(stores, { get: (target, name: keyof Stores) => countedStore(name, target[name]) })
}
