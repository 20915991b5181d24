import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { askingOutside, type Outside } from './outside.js'

/** Ends a transaction that has done its work. Never leaves {@link keepingNothing}. */
class NothingKept extends Error {
  override readonly name = 'NothingKept'
}

/**
 * Does the work of a command in a transaction that is rolled back, and gives what it came to: what the command would do now, by the same code. Waits for whom the
 * command would wait for.
 */
export async function keepingNothing<T>({ storage, tenant }: Pick<BillingContext, 'storage' | 'tenant'>, work: (stores: Stores, outside: Outside) => Promise<T>): Promise<T> {
  const results: T[] = []
  const attempt = (outside: Outside): Promise<never> =>
    storage.transaction(tenant, async (stores) => {
      results[0] = await work(stores, outside)
      throw new NothingKept('what was done is not kept')
    })
  try {
    return await askingOutside(attempt)
  } catch (error) {
    if (error instanceof NothingKept) return results[0] as T
    throw error
  }
}
