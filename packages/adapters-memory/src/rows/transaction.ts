import { fail } from '@farthing/core'

/** One transaction of one tenant: what its stores need to refuse late calls and to take everything back. */
export interface Transaction {
  /** One call of a store. Refused once the transaction has ended; a failure dooms the transaction. */
  step<T>(call: () => T): Promise<T>
  /** Says how to take back the change that was just made. */
  onRollback(undo: () => void): void
}

/** Runs `work`, then keeps everything or takes everything back, newest change first. */
export async function runTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const undos: (() => void)[] = []
  const state: { open: boolean; failure?: { readonly error: unknown } } = { open: true }
  const transaction: Transaction = {
    async step(call) {
      if (!state.open) fail('storage.closed', { field: 'stores', because: 'are used after their transaction ended' })
      if (state.failure) throw state.failure.error
      try {
        return call()
      } catch (error) {
        state.failure = { error }
        throw error
      }
    },
    onRollback: (undo) => void undos.push(undo),
  }
  try {
    const result = await work(transaction)
    if (state.failure) throw state.failure.error
    return result
  } catch (error) {
    for (const undo of undos.reverse()) undo()
    throw error
  } finally {
    state.open = false
  }
}
