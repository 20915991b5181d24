import { checkText, fail, minorUnitsOf, type CurrencyCode, type Hash, type Instant } from '@farthing/core'
import { customerBalances, expireHolds, ledgerAccountId, type Hold, type HoldPool, type LedgerAccount } from '@farthing/ledger'
import { listAll, type HoldRecord, type Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { bookOf } from '../ledger/account-book.js'

/** A pool with how its holds are recorded. */
export interface LoadedPool {
  readonly account: string
  readonly id: Hash
  readonly pool: HoldPool
}

export interface PoolScope {
  readonly account: string
  readonly currency: CurrencyCode
  /** `"0"` unless given. */
  readonly floorMinor?: string
}

/**
 * What an account has available in a currency, with its pending holds; takes the turn of the account first, so that nobody decides by the same balance.
 * Holds whose time is over are ended on the way.
 *
 * @throws `account.unknown`, `money.currency_unknown`
 */
export async function openPool(context: BillingContext, stores: Stores, { account, currency, floorMinor = '0' }: PoolScope, at: Instant): Promise<LoadedPool> {
  checkText(account, { field: 'account' })
  minorUnitsOf(currency, 'currency')
  if ((await stores.accounts.get(account)) === undefined) fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(account)}` })
  await stores.accounts.lock(account)
  const book: LedgerAccount = { role: 'receivable', account }
  const id = ledgerAccountId({ tenant: context.tenant, currency, account: book }, context.digest)
  const balance = customerBalances(await bookOf(stores, account), account).find((one) => one.currency === currency)
  const holds = (await listAll((page) => stores.holds.list({ pool: id, status: 'pending' }, page))).map(holdOf)
  const before = { account: book, currency, balanceMinor: balance?.availableMinor ?? '0', floorMinor, holds }
  const loaded = { account, id, pool: before }
  return { ...loaded, pool: await keepPool(stores, loaded, expireHolds(before, at)) }
}

/** Keeps every hold that a step has placed or ended, and gives the pool as it is then. */
export async function keepPool(stores: Stores, { account, id, pool: before }: LoadedPool, after: HoldPool): Promise<HoldPool> {
  for (const hold of after.holds) {
    const known = before.holds.find((one) => one.id === hold.id)
    if (known === hold) continue
    const record: HoldRecord = { ...hold, revision: known === undefined ? 1 : 2, account, book: after.account, currency: after.currency, pool: id }
    await stores.holds.append(record)
  }
  return { ...after, holds: after.holds.filter(({ status }) => status === 'pending') }
}

/** @throws `hold.unknown` */
export async function findHold(stores: Stores, id: string): Promise<HoldRecord> {
  return (await stores.holds.get(id)) ?? fail('hold.unknown', { field: 'hold', because: `is ${JSON.stringify(id)}`, facts: { id } })
}

function holdOf({ id, amountMinor, placedAt, expiresAt, status, postedMinor, endedAt }: HoldRecord): Hold {
  return { id, amountMinor, placedAt, expiresAt, status, ...(postedMinor !== undefined && { postedMinor }), ...(endedAt !== undefined && { endedAt }) }
}
