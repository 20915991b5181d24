import type { Storage, Stores } from '@farthing/ports'

/** Seconds that calls of each store took, and calls, by `store.method`; of calls that run at the same time the sum. */
export type SpentByStore = Map<string, { seconds: number; calls: number }>

/** Storage that says how long each of its stores is waited for. Beginning and ending of transactions is `transaction`. */
export function timedStorage(storage: Storage): { readonly storage: Storage; readonly spent: SpentByStore } {
  const spent: SpentByStore = new Map()
  const add = (name: string, startMs: number): void => {
    const before = spent.get(name) ?? { seconds: 0, calls: 0 }
    spent.set(name, { seconds: before.seconds + (performance.now() - startMs) / 1_000, calls: before.calls + 1 })
  }
  const timed = async <T>(name: string, call: () => T | Promise<T>): Promise<T> => {
    const startMs = performance.now()
    try {
      return await call()
    } finally {
      add(name, startMs)
    }
  }
  return {
    spent,
    storage: {
      transaction: async (tenant, work) => {
        const startMs = performance.now()
        let workMs = 0
        try {
          return await storage.transaction(tenant, async (stores) => {
            const workStartMs = performance.now()
            try {
              return await work(timedStores(stores, timed, add))
            } finally {
              workMs = performance.now() - workStartMs
            }
          })
        } finally {
          add('transaction', startMs + workMs)
        }
      },
    },
  }
}

type Timed = <T>(name: string, call: () => T | Promise<T>) => Promise<T>

function timedStores(stores: Stores, timed: Timed, add: (name: string, startMs: number) => void): Stores {
  const timedStore = <S extends object>(name: keyof Stores, store: S): S =>
    new Proxy(store, {
      get: (target, member) => {
        const method: unknown = Reflect.get(target, member)
        if (typeof method !== 'function') return method
        const label = `${name}.${String(member)}`
        if (name === 'events' && member === 'scan') return (...args: readonly unknown[]) => timedScan(Reflect.apply(method, target, args) as AsyncIterable<unknown>, label, add)
        return (...args: readonly unknown[]) => timed(label, () => Reflect.apply(method, target, args) as unknown)
      },
    })
  return new Proxy(stores, { get: (target, name: keyof Stores) => timedStore(name, target[name]) })
}

async function* timedScan<T>(pages: AsyncIterable<T>, label: string, add: (name: string, startMs: number) => void): AsyncGenerator<T> {
  const iterator = pages[Symbol.asyncIterator]()
  for (;;) {
    const startMs = performance.now()
    const next = await iterator.next()
    add(label, startMs)
    if (next.done === true) return
    yield next.value
  }
}
