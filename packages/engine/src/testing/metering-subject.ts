import type { Storage } from '@farthing/ports'
import type { LawOptions } from '@farthing/core/testing'
import type { createBilling } from '../create-billing.js'

/** What the laws of metering try out: the engine over a storage. Every `StorageFactory` of `@farthing/ports/conformance` is one. */
export interface MeteringSubject {
  /** A storage for one law. Laws use tenants of their own for every history, and the storage needs no others. */
  create(): Promise<Storage>
  /** Releases what `create` took. */
  destroy?(storage: Storage): Promise<void>
  /** `createBilling` unless given: a host that wraps it holds the wrapped one to the laws. */
  readonly billing?: typeof createBilling
}

/** A law of metering, for any test runner. */
export interface MeteringLaw {
  /** `I-ORDER: …`: its name, and what it says. */
  readonly name: string
  /**
   * Resolves when it holds for all random histories that were tried; rejects with the smallest one that breaks it.
   * Tries 1,000 of them, or `numRuns`; a law whose every history is several lives, or a slow audit, tries a third or a half of that.
   */
  check(subject: MeteringSubject, options?: LawOptions): Promise<void>
}
