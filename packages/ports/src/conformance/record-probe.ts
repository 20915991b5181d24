import type { Stores } from '../storage.js'

/** How to keep one record in a store and find it again. */
export interface RecordProbe<K extends keyof Stores, R> {
  readonly store: K
  /** A record whose key and free texts are this text. Other texts give records that do not get into each other's way. */
  record(text: string, tenant: string): R
  write(store: Stores[K], record: R): Promise<unknown>
  /** `undefined` when it is not there. */
  read(store: Stores[K], record: R): Promise<R | undefined>
}

/** A probe of whatever store, over all stores. */
export interface AnyProbe {
  readonly store: keyof Stores
  readonly record: (text: string, tenant: string) => unknown
  readonly write: (stores: Stores, text: string, tenant: string) => Promise<unknown>
  readonly read: (stores: Stores, text: string, tenant: string) => Promise<unknown>
}

export function anyProbe<K extends keyof Stores, R>(probe: RecordProbe<K, R>): AnyProbe {
  const { store } = probe
  return {
    store,
    record: (text, tenant) => probe.record(text, tenant),
    write: (stores, text, tenant) => probe.write(stores[store], probe.record(text, tenant)),
    read: (stores, text, tenant) => probe.read(stores[store], probe.record(text, tenant)),
  }
}
