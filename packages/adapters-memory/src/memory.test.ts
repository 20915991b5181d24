import { isApplicable, storageSuites, type StorageFactory } from '@farthing/ports/conformance'
import { describe, it } from 'vitest'
import { memory } from './memory.js'

const factory: StorageFactory = { create: async () => memory(), concurrentTransactions: false }

for (const suite of storageSuites) {
  describe(`memory: ${suite.name}`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}
