import { isFarthingError } from '@farthing/core'
import type { Storage, Stores } from '@farthing/ports'
import { storageSuites, type StorageFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { memory } from '../memory.js'

/** A storage with one guard taken out. */
export interface Sabotage {
  /** Completes "one that …". */
  readonly what: string
  /** Name of a case that must turn red. */
  readonly red: string
  readonly create: () => Storage
}

/** A sound storage with some stores replaced by broken ones. */
export function withStores(breakage: (stores: Stores, tenant: string, storage: Storage) => Partial<Stores>): () => Storage {
  return () => {
    const storage = memory()
    return {
      transaction: (tenant, work) => storage.transaction(tenant, (stores) => work({ ...stores, ...breakage(stores, tenant, storage) })),
    }
  }
}

/** Runs the named case on each broken storage: it must fail, by what it expected and not by accident. */
export function describeSabotages(subject: string, sabotages: readonly Sabotage[]): void {
  describe(`a broken ${subject} turns its suite red`, () => {
    for (const { what, red, create } of sabotages) {
      it(`one that ${what}`, async () => {
        const factory: StorageFactory = { create: async () => create(), concurrentTransactions: false }
        const cases = storageSuites.flatMap((suite) => suite.cases).filter(({ name }) => name === red)
        expect(cases, 'the case exists').not.toEqual([])
        const failures = (await Promise.all(cases.map((one) => failureOf(() => one.run(factory))))).flat()
        expect(failures).not.toEqual([])
        for (const failure of failures) expect(isFarthingError(failure) || String(failure).includes('expected'), String(failure)).toBe(true)
      })
    }
  })
}

async function failureOf(run: () => Promise<void>): Promise<readonly unknown[]> {
  try {
    await run()
    return []
  } catch (error) {
    return [error]
  }
}
