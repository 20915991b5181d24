import { isApplicable, storageSuites, type StorageFactory } from '@farthing/ports/conformance'
import type { Storage } from '@farthing/ports'
import { describe, it } from 'vitest'
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

for (const suite of storageSuites) {
  describe(`disk: ${suite.name}`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}
