import type { Account } from '@farthing/core'
import type { AccountFilter, PageRequest } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { arrayHost } from '../test/array-host.js'
import { listHostedAccounts } from './list-hosted-accounts.js'

const account = (id: string, about: Partial<Account> = {}): Account => ({ id, kind: 'customer', currency: 'EUR', zone: 'UTC', ...about })

/** The host has 30 accounts; every tenth is a reseller, and the last one lies below `a20` and pays in dollars. */
const { ports, calls } = arrayHost({
  accounts: Array.from({ length: 30 }, (_, index) => account(`a${index + 10}`, { ...(index % 10 === 0 && { kind: 'reseller' }), ...(index === 29 && { parent: 'a20', currency: 'USD' }) })),
})

async function listed(filter: AccountFilter, limit: number): Promise<readonly string[]> {
  const found: string[] = []
  let request: PageRequest = { limit }
  for (;;) {
    const page = await listHostedAccounts(ports.accounts, filter, request)
    expect(page.items.length <= limit && (page.items.length > 0 || page.next === undefined)).toBe(true)
    found.push(...page.items.map(({ id }) => id))
    if (page.next === undefined) return found
    request = { limit, cursor: page.next }
  }
}

describe('listHostedAccounts', () => {
  it.each<readonly [what: string, filter: AccountFilter, ids: readonly string[]]>([
    ['a kind', { kind: 'reseller' }, ['a10', 'a20', 'a30']],
    ['a currency', { currency: 'USD' }, ['a39']],
    ['the account above', { parent: 'a20' }, ['a39']],
    ['one of some above', { parents: ['a10', 'a20'] }, ['a39']],
    ['none above', { parents: [] }, []],
    ['ids, in their order and each once', { accounts: ['a31', 'nobody', 'a12', 'a31'] }, ['a12', 'a31']],
    ['no ids', { accounts: [] }, []],
    ['ids and the rest together', { accounts: ['a39', 'a38'], parent: 'a20', kind: 'customer', currency: 'USD' }, ['a39']],
    ['what there is none of', { kind: 'house' }, []],
  ])('finds by %s, in pages that are never empty before the last', async (_, filter, ids) => {
    for (const limit of [1, 7, 1000]) expect(await listed(filter, limit), String(limit)).toEqual(ids)
  })

  it('asks for accounts that are named, and not for all', async () => {
    const before = calls()
    await listed({ accounts: ['a12', 'a13'] }, 1000)
    expect(calls() - before).toBe(2)
  })
})
