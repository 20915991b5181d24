import { isFarthingError } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { askingOutside, type Outside } from './outside.js'

const maxAttempts = 5

/**
 * Runs work in a transaction, and again when another transaction wrote a unique record first, or when it has a question to the outside.
 *
 * Unique keys in the storage decide who was first. The others are rolled back as a whole, start again and then find what the first one wrote.
 * After five attempts the conflict is given to the caller, who may try again.
 */
export function retryConflicts<T>({ storage, tenant }: BillingContext, work: (stores: Stores, outside: Outside) => Promise<T>): Promise<T> {
  return askingOutside(async (outside) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await storage.transaction(tenant, (stores) => work(stores, outside))
      } catch (error) {
        if (attempt === maxAttempts || !isFarthingError(error) || error.code !== 'storage.conflict') throw error
      }
    }
  })
}
