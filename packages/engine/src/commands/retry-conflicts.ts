import { isFarthingError } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { askingOutside, type Outside } from './outside.js'

const maxAttempts = 5

/** Of two that collided both come back, and would collide again at once. The time is a guess and decides nothing. */
const pause = (attempt: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5 * 2 ** attempt * Math.random()))

/**
 * Runs work in a transaction, and again when another transaction wrote a unique record first or was preferred to it, or when it has a question to the outside.
 *
 * Unique keys in the storage decide who was first. The others are rolled back as a whole, start again and then find what the first one wrote.
 * After five attempts the conflict, or the contention, is given to the caller, who may try again. What else fails is never run again here: whether it was
 * kept may be unknown, and only the caller knows its key.
 */
export function retryConflicts<T>(
  { storage, tenant }: Pick<BillingContext, 'storage' | 'tenant'>,
  work: (stores: Stores, outside: Outside) => Promise<T>,
): Promise<T> {
  return askingOutside(async (outside) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await storage.transaction(tenant, (stores) => work(stores, outside))
      } catch (error) {
        const code = isFarthingError(error) ? error.code : undefined
        if (attempt === maxAttempts || (code !== 'storage.conflict' && code !== 'storage.contention')) throw error
        if (code === 'storage.contention') await pause(attempt)
      }
    }
  })
}
