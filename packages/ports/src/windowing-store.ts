import type { Json } from '@farthing/core'

/** What windowing resumes from: the state of a meter, or how far a subscription is sealed. Opaque to a store. */
export interface WindowingRecord {
  readonly key: string
  /** 0 for the first, one more for each that replaces it. */
  readonly revision: number
  readonly state: Json
}

/** State of windowing of one tenant, saved in the transaction of the ingest or seal that changes it. Proved by `windowingStoreSuite`. */
export interface WindowingStore {
  /** The state as it is committed, or as this transaction has saved it. Waits for nobody. */
  get(key: string): Promise<WindowingRecord | undefined>
  /**
   * The state, in order to save the next one: until this transaction ends, others that load the same key wait and then get what it has saved.
   * Load several in the order of their keys. A key without a state keeps nobody waiting; of two first saves, one is a conflict.
   */
  load(key: string): Promise<WindowingRecord | undefined>
  /**
   * Keeps a state in place of the one before.
   *
   * @throws `storage.conflict` unless its revision is one more than the stored one, or 0 where there is none: who saves what follows from a state
   * that has been replaced meanwhile starts again.
   */
  save(record: WindowingRecord): Promise<void>
}
