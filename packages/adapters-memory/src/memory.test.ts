import { eventStoreSuite, isApplicable, type StorageFactory, type Suite } from '@farthing/ports/conformance'
import { describe, it } from 'vitest'
import { memory } from './memory.js'

const factory: StorageFactory = { create: async () => memory(), concurrentTransactions: false }
const suites: readonly Suite<StorageFactory>[] = [eventStoreSuite]

for (const suite of suites) {
  describe(`memory: ${suite.name}`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}
