import { parseInstant, type Instant } from '@farthing/core'
import { walletsOf, type QuantityWallet, type Wallet } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { standingAt, type CreditStanding } from './credit-standing.js'
import { loadGrants } from './load-credits.js'

export interface CreditBalanceScope {
  readonly account: string
  /** Now unless given. What is booked later counts all the same: credit that is spent is spent. */
  readonly at?: Instant
}

/** What an account has. Currencies and meters are never summed. */
export interface CreditBalance {
  readonly account: string
  readonly at: Instant
  /** By currency. */
  readonly amounts: readonly Wallet[]
  /** By meter. */
  readonly quantities: readonly QuantityWallet[]
  /** By creation. Those that have not started stand at zero. */
  readonly grants: readonly CreditStanding[]
}

/** @throws `credit.too_many`, `time.*` */
export async function creditBalance(stores: Stores, { account, at: asked }: CreditBalanceScope, now: Instant): Promise<CreditBalance> {
  const at = asked === undefined ? now : parseInstant(asked, { field: 'at' })
  const grants = (await loadGrants(stores, { account })).map((booked) => standingAt(booked, at))
  return { account, at, ...walletsOf(grants.map(({ grant, balance }) => ({ grant, remaining: balance.remaining }))), grants }
}
