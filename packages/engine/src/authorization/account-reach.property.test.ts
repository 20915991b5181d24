import type { Account } from '@farthing/core'
import type { AccountFilter, PageRequest } from '@farthing/ports'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureIn } from '../test/sample-billing.js'
import { accountsInReach, isInReach } from './account-reach.js'

/** Accounts of an array: the one of a number lies below one with a lower number, or below none. */
const forest = fc.array(fc.record({ isReseller: fc.boolean(), above: fc.option(fc.nat()) }), { minLength: 1, maxLength: 12 }).map((shapes) =>
  shapes.map(({ isReseller, above }, index): Account => {
    const parent = above === null || index === 0 ? {} : { parent: `a${above % index}` }
    return { id: `a${index}`, kind: isReseller ? 'reseller' : 'customer', currency: 'EUR', zone: 'UTC', ...parent }
  }),
)
const ids = fc.uniqueArray(fc.nat(13).map((number) => `a${number}`), { maxLength: 3 })

function reader(all: readonly Account[]) {
  return {
    accounts: {
      get: (id: string) => Promise.resolve(all.find((account) => account.id === id)),
      list: ({ parents = [] }: AccountFilter, { limit = 100, cursor = '0' }: PageRequest = {}) => {
        const found = all.filter(({ parent }) => parent !== undefined && parents.includes(parent))
        const next = Number(cursor) + limit
        return Promise.resolve({ items: found.slice(Number(cursor), next), ...(next < found.length && { next: String(next) }) })
      },
    },
  }
}

/** Walks down, slowly: what a reseller sees below an account. */
function belowReseller(all: readonly Account[], id: string): readonly string[] {
  return all.filter(({ parent, kind }) => parent === id && kind !== 'reseller').flatMap((account) => [account.id, ...belowReseller(all, account.id)])
}

describe('a reach', () => {
  it('lists the very accounts that it lets through, which are those below its resellers up to the next', async () => {
    await fc.assert(
      fc.asyncProperty(forest, ids, ids, async (all, accounts, customersOf) => {
        const listed = await accountsInReach(reader(all), { accounts, customersOf })
        const resellers = customersOf.filter((id) => all.some((account) => account.id === id && account.kind === 'reseller'))
        expect([...listed].sort()).toEqual([...new Set([...accounts, ...resellers.flatMap((id) => belowReseller(all, id))])].sort())
        for (const { id } of [...all, { id: 'nobody' }]) expect(await isInReach(reader(all), id, { accounts, customersOf }), id).toBe(listed.includes(id))
      }),
      { numRuns: 1000 },
    )
  })

  it('of more than 10,000 accounts has to be named', async () => {
    const partner: Account = { id: 'partner', kind: 'reseller', currency: 'EUR', zone: 'UTC' }
    const below = (count: number) => [partner, ...Array.from({ length: count }, (_, index): Account => ({ ...partner, id: `a${index}`, kind: 'customer', parent: 'partner' }))]
    const reach = { accounts: [], customersOf: ['partner'] }
    // One look for each level: ten pages of the first, and one of the second, which is empty.
    let looks = 0
    const quick = (all: readonly Account[]) => ({
      accounts: {
        ...reader(all).accounts,
        list: ({ parents = [] }: AccountFilter, page?: PageRequest) => {
          looks += 1
          return parents.length === 1 ? reader(all).accounts.list({ parents }, page) : Promise.resolve({ items: [] })
        },
      },
    })
    expect(await accountsInReach(quick(below(10_000)), reach)).toHaveLength(10_000)
    expect(looks).toBe(11)
    expect(await failureIn(() => accountsInReach(quick(below(10_001)), reach))).toMatchObject({ code: 'authorization.reach_too_wide', field: 'account' })
    expect(await isInReach(quick(below(10_001)), 'a7', reach)).toBe(true)
  })
})
