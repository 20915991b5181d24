import type { Storage, Stores } from '@farthing/ports'

/** What a storage was seen to do. */
export interface CallReport {
  /** A method that a store has, as `documents.put`. */
  readonly has: (method: string) => void
  readonly called: (method: string) => void
}

type AnyMethod = (...args: readonly unknown[]) => unknown

function recordingStore<S extends object>(store: S, name: string, { called }: CallReport): S {
  return new Proxy(store, {
    get: (target, property) => {
      const method: unknown = Reflect.get(target, property)
      if (typeof method !== 'function' || typeof property !== 'string') return method
      return (...args: readonly unknown[]) => {
        called(`${name}.${property}`)
        return (method as AnyMethod)(...args)
      }
    },
  })
}

/** One port that reports its methods and the calls of them, as `workQueue.claim`. */
export function recordPort<P extends object>(port: P, name: string, report: CallReport): P {
  for (const [method, value] of Object.entries(port)) if (typeof value === 'function') report.has(`${name}.${method}`)
  return recordingStore(port, name, report)
}

/** A storage that reports every method that its stores have, and every call of one. */
export function recordCalls(storage: Storage, report: CallReport): Storage {
  const recording = (stores: Stores): Stores => {
    for (const [name, store] of Object.entries(stores)) for (const method of Object.keys(store as object)) report.has(`${name}.${method}`)
    return new Proxy(stores, {
      get: (target, name) => (typeof name === 'string' && name in target ? recordingStore(target[name as keyof Stores], name, report) : undefined),
    })
  }
  return { transaction: (tenant, work) => storage.transaction(tenant, (stores) => work(recording(stores))) }
}
