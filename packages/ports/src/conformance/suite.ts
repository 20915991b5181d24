import type { Storage, Stores } from '../storage.js'

/** What an adapter declares and gives, so that suites can try it out. `K` names the stores that it has. */
export interface StorageFactory<K extends keyof Stores = keyof Stores> {
  /** A storage without records, for one case. */
  create(): Promise<Storage<Pick<Stores, K>>>
  /** Releases what `create` took. */
  destroy?(storage: Storage<Pick<Stores, K>>): Promise<void>
  /** Whether two transactions of one tenant can be open at the same time. Cases that need it do nothing where it is false. */
  readonly concurrentTransactions: boolean
}

/** Something that a factory may lack. */
export type Capability = 'concurrentTransactions'

export interface SuiteCase<F> {
  /** A sentence of the contract. */
  readonly name: string
  readonly needs?: Capability
  /** Resolves when the contract holds; rejects with what was expected and what came. */
  run(factory: F): Promise<void>
}

/**
 * A contract as cases, for any test runner:
 *
 * ```ts
 * describe(suite.name, () => { for (const c of suite.cases) it(c.name, () => c.run(factory)) })
 * ```
 */
export interface Suite<F> {
  readonly name: string
  readonly cases: readonly SuiteCase<F>[]
}

/** Whether a case tries anything out; a runner may show the others as skipped. */
export function isApplicable(suiteCase: SuiteCase<never>, factory: Pick<StorageFactory, Capability>): boolean {
  return suiteCase.needs === undefined || factory[suiteCase.needs]
}

type Body<K extends keyof Stores> = (storage: Storage<Pick<Stores, K>>) => Promise<void>

/** A case over a storage of its own. */
export function storageCase<K extends keyof Stores>(name: string, body: Body<K>): SuiteCase<StorageFactory<K>> {
  return { name, run: (factory) => withFreshStorage(factory, body) }
}

/** A case that has two transactions of one tenant open at the same time. */
export function concurrentCase<K extends keyof Stores>(name: string, body: Body<K>): SuiteCase<StorageFactory<K>> {
  return {
    name,
    needs: 'concurrentTransactions',
    run: async (factory) => {
      if (factory.concurrentTransactions) await withFreshStorage(factory, body)
    },
  }
}

/** Lends a storage without records to `body`. */
export async function withFreshStorage<K extends keyof Stores, T>(
  factory: StorageFactory<K>,
  body: (storage: Storage<Pick<Stores, K>>) => Promise<T>,
): Promise<T> {
  const storage = await factory.create()
  try {
    return await body(storage)
  } finally {
    await factory.destroy?.(storage)
  }
}
