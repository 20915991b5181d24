import { eventBodyStoreSuite, isApplicable, storageSuites, type StorageFactory } from '@farthing/ports/conformance'
import type { EventBodyStore, Storage } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { openDiskStorage } from './disk-storage.js'

const closings = new WeakMap<object, () => Promise<void>>()

const factory: StorageFactory = {
  create: async (): Promise<Storage> => {
    const { storage, close } = await openDiskStorage()
    closings.set(storage, close)
    return storage
  },
  destroy: async (storage) => closings.get(storage)?.(),
  concurrentTransactions: false,
}

for (const suite of storageSuites.filter(({ name }) => name !== eventBodyStoreSuite.name)) {
  describe(`disk: ${suite.name}`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}

describe('disk: bodies of events', () => {
  const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
  const selection = { ...october, subjects: ['acme'], subscriptions: [], keptTypes: [], cut: 'none' }

  it('are kept to the end of the run, whatever was decided', async () => {
    const { storage, close } = await openDiskStorage()
    const inStores = <T>(work: (bodies: EventBodyStore) => Promise<T>) => storage.transaction('tenant', ({ eventBodies }) => work(eventBodies))
    const refused = { code: 'storage.not_permitted', field: 'eventBodies' }
    await inStores((bodies) => bodies.decide({ ...selection, id: 'c1', kind: 'compaction', by: 'ann', at: october.to, reason: 'old' }))
    await expect(inStores((bodies) => bodies.list(selection))).rejects.toMatchObject(refused)
    await expect(inStores((bodies) => bodies.remove('c1', [{ identity: 'a', revision: 0 }]))).rejects.toMatchObject(refused)
    await expect(inStores((bodies) => bodies.reduce('c1', []))).rejects.toMatchObject(refused)
    expect(await inStores((bodies) => bodies.removalsOf(['a']))).toEqual([undefined])
    await close()
  })
})
