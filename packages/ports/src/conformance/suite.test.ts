import { describe, expect, it } from 'vitest'
import type { Storage } from '../storage.js'
import { storageSuites } from './storage-suites.js'
import { concurrentCase, isApplicable, storageCase, type StorageFactory } from './suite.js'

const storage: Storage = { transaction: () => Promise.reject(new Error('not in this test')) }

/** A factory that writes down what it is asked for. */
function loggingFactory(log: string[], concurrentTransactions: boolean): StorageFactory {
  return {
    concurrentTransactions,
    create: async () => {
      log.push('create')
      return storage
    },
    destroy: async () => void log.push('destroy'),
  }
}

describe('a case', () => {
  it('has a storage of its own and releases it, also when it fails', async () => {
    const log: string[] = []
    await storageCase('passes', async () => void log.push('run')).run(loggingFactory(log, false))
    await expect(storageCase('fails', () => Promise.reject(new Error('red'))).run(loggingFactory(log, false))).rejects.toThrow('red')
    expect(log).toEqual(['create', 'run', 'destroy', 'create', 'destroy'])
  })

  it('that needs open transactions at the same time runs only where a factory has them', async () => {
    for (const concurrentTransactions of [true, false]) {
      const log: string[] = []
      const factory = loggingFactory(log, concurrentTransactions)
      const suiteCase = concurrentCase('runs', async () => void log.push('run'))
      await suiteCase.run(factory)
      expect(log.includes('run')).toBe(concurrentTransactions)
      expect(isApplicable(suiteCase, factory)).toBe(concurrentTransactions)
      expect(isApplicable(storageCase('any', () => Promise.resolve()), factory)).toBe(true)
    }
  })
})

describe('the suites', () => {
  it('have names of their own, and so have the cases of each', () => {
    const names = storageSuites.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, cases } of storageSuites) {
      expect(new Set(cases.map((one) => one.name)).size, name).toBe(cases.length)
      expect(cases.length, name).toBeGreaterThanOrEqual(5)
    }
  })
})
