import type { Account } from '@farthing/core'
import { isApplicable, storageSuites, type StorageFactory } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { memory } from './memory.js'

// #region run-suites
const factory: StorageFactory = { create: async () => memory(), concurrentTransactions: false }

for (const suite of storageSuites) {
  describe(`memory: ${suite.name}`, () => {
    for (const suiteCase of suite.cases) {
      it.skipIf(!isApplicable(suiteCase, factory))(suiteCase.name, () => suiteCase.run(factory))
    }
  })
}
// #endregion run-suites

describe('memory: what it promises beyond the contract', () => {
  const account: Account = { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC' }

  it('transactions of a tenant run one at a time, in the order in which they were asked for', async () => {
    const storage = memory()
    const log: string[] = []
    const run = (name: string) =>
      storage.transaction('tenant', async ({ accounts }) => {
        log.push(`${name} starts`)
        await accounts.put({ ...account, id: name })
        await accounts.list({})
        log.push(`${name} ends`)
      })
    await Promise.all([run('first'), run('second'), run('third')])
    expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends', 'third starts', 'third ends'])
  })

  it('a failed transaction does not hold up the next one', async () => {
    const storage = memory()
    const failed = storage.transaction('tenant', () => Promise.reject(new Error('no')))
    const next = storage.transaction('tenant', ({ accounts }) => accounts.get('acme'))
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBeUndefined()
  })

  it('tenants do not wait for each other', async () => {
    const storage = memory()
    const number = await storage.transaction('a', () => storage.transaction('b', ({ documents }) => documents.nextNumber('INV')))
    expect(number).toBe(1)
  })

  it('two storages share nothing', async () => {
    const [one, other] = [memory(), memory()]
    await one.transaction('tenant', ({ accounts }) => accounts.put(account))
    expect(await other.transaction('tenant', ({ accounts }) => accounts.get('acme'))).toBeUndefined()
  })

  it('a cut of another storage is refused when it shows more than there is', async () => {
    const [one, other] = [memory(), memory()]
    const event = { id: 'e1', source: 'api', type: 't', subject: 's', time: '2026-10-01T00:00:00.000000Z', data: {}, revision: 0 }
    await one.transaction('tenant', ({ events }) => events.append([{ event, identity: 'i', fingerprint: 'f', receivedAt: event.time }]))
    const cut = await one.transaction('tenant', ({ events }) => events.takeCut())
    const scan = other.transaction('tenant', async ({ events }) => {
      for await (const page of events.scan({ from: event.time, to: '2026-11-01T00:00:00.000000Z', cut })) expect(page).toEqual([])
    })
    await expect(scan).rejects.toMatchObject({ code: 'storage.cut_unknown' })
  })

  it('a record that it gives is frozen at every depth, and the one that was given is not', async () => {
    const storage = memory()
    const given = { id: 's1', account: 'acme', plan: 'pro', planVersion: '', subjects: ['robot'], zone: 'UTC', anchor: '2026-10-01', from: '2026-10-01T00:00:00.000000Z' }
    const got = await storage.transaction('tenant', async ({ subscriptions }) => {
      await subscriptions.put(given)
      return subscriptions.get('s1')
    })
    expect(got).toEqual(given)
    expect([Object.isFrozen(got), Object.isFrozen(got?.subjects), Object.isFrozen(given), Object.isFrozen(given.subjects)]).toEqual([true, true, false, false])
  })
})
