import * as fc from 'fast-check'
import { expect } from 'vitest'
import { createBilling } from '../../create-billing.js'
import { catalog, failureIn } from '../sample-billing.js'
import { onStorage, type LawSubject } from './law-subject.js'

/** Accounts that may name a parent that there is not, under keys that may be taken, by people who may not. */
const calls = fc.array(fc.record({ key: fc.constantFrom('k1', 'k2', ''), id: fc.constantFrom('a', 'b'), parent: fc.option(fc.constantFrom('a', 'z')), actor: fc.constantFrom('ann', 'mallory') }), { minLength: 1, maxLength: 5 })

/** Every call of a command is done, repeated or among the refusals, whatever comes. A run is up to five commands. */
export async function checkRefusals(subject: LawSubject, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(calls, (given) => onStorage(subject, async (storage) => {
      let second = 0
      const clock = { now: () => `2026-11-02T00:00:${String(second).padStart(2, '0')}.000000Z` }
      const billing = createBilling({ catalog, storage, clock, authorize: ({ operation, actor }) => !operation.startsWith('accounts.') || actor !== 'mallory' })
      const done = new Set<string>()
      const refused: unknown[] = []
      for (const { key, id, parent, actor } of given) {
        second += 1
        const account = { id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...(parent === null ? {} : { parent }) } as const
        const failure = await failureIn(() => billing.accounts.put({ key, account, actor }))
        if (failure === undefined) done.add(key)
        else refused.push({ operation: 'accounts.put', actor, at: clock.now(), code: failure.code, field: failure.field, ...(key === '' ? {} : { key }) })
      }
      expect((await billing.audit.list()).items.map(({ key }) => key).sort()).toEqual([...done].sort())
      const { items } = await billing.audit.refusals()
      expect(items.map(({ operation, actor, at, code, field, key }) => ({ operation, actor, at, code, field, ...(key === undefined ? {} : { key }) }))).toEqual(refused)
    })),
    { numRuns },
  )
}
