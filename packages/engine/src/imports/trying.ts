import type { Storage } from '@farthing/ports'

/** A storage whose transactions give their result and are then rolled back. */
export function trying(storage: Storage): Storage {
  return {
    transaction: async (tenant, work) => {
      const rolledBack = new Error('what was only tried is rolled back')
      const done: { result?: Awaited<ReturnType<typeof work>> } = {}
      try {
        return await storage.transaction(tenant, async (stores) => {
          done.result = await work(stores)
          throw rolledBack
        })
      } catch (error) {
        // Told apart by identity: a failure of the work passes through.
        if (error !== rolledBack) throw error
        return done.result as Awaited<ReturnType<typeof work>>
      }
    },
  }
}
