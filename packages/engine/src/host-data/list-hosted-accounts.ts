import { compareBytes, type Account } from '@farthing/core'
import type { AccountFilter, Page, PageRequest } from '@farthing/ports'
import { pageOf } from '../catalog/page-of.js'
import type { HostReads } from './host-data.js'

/**
 * Accounts of the host that fulfil conditions, by id bytes. The host's own list knows none: its pages are read until some account fulfils them, so that a
 * page may be short, and none is empty before the last. Accounts that are named are asked for one by one.
 */
export async function listHostedAccounts(accounts: NonNullable<HostReads['accounts']>, filter: AccountFilter, page: PageRequest = {}): Promise<Page<Account>> {
  if (filter.accounts !== undefined) return listNamed(accounts, filter.accounts, { filter, page })
  let read = await accounts.list(page)
  let items = read.items.filter((account) => matches(account, filter))
  while (items.length === 0 && read.next !== undefined) {
    read = await accounts.list({ ...page, cursor: read.next })
    items = read.items.filter((account) => matches(account, filter))
  }
  return { ...read, items }
}

async function listNamed(
  accounts: NonNullable<HostReads['accounts']>,
  ids: readonly string[],
  { filter, page }: { readonly filter: AccountFilter; readonly page: PageRequest },
): Promise<Page<Account>> {
  const found: Account[] = []
  for (const id of [...new Set(ids)].sort(compareBytes)) {
    const account = await accounts.get(id)
    if (account !== undefined && matches(account, filter)) found.push(account)
  }
  return pageOf(found, ({ id }) => id, page)
}

function matches({ kind, currency, parent }: Account, filter: AccountFilter): boolean {
  if (filter.parents !== undefined && (parent === undefined || !filter.parents.includes(parent))) return false
  return (filter.kind ?? kind) === kind && (filter.currency ?? currency) === currency && (filter.parent === undefined || filter.parent === parent)
}
