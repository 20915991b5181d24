import { describe, it } from 'vitest'
import { eventStoreSuite } from '@farthing/ports/conformance'
import { openDiskStorage } from './disk-storage.js'

describe(eventStoreSuite.name, () => {
  for (const testCase of eventStoreSuite.cases) {
    it(testCase.name, async () => {
      const { storage, close } = await openDiskStorage()
      try {
        await testCase.run({ open: () => storage } as never)
      } finally {
        await close()
      }
    })
  }
})
