import { compareBytes, fail } from '@farthing/core'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { RatingOptions } from '../rate.js'
import type { ShadowCandidate } from './candidate-terms.js'
import { carryOwner, shadowPeriod, type PastPeriod } from './shadow-period.js'
import { sumAccounts, sumAmounts, type ShadowAccount, type ShadowAmounts } from './shadow-amounts.js'

export interface ShadowStream {
  /** Rated periods of the past, account by account in byte order, each subscription's in order. Any number. */
  readonly periods: AsyncIterable<PastPeriod> | Iterable<PastPeriod>
  readonly candidate: ShadowCandidate
}

/** What a stream of accounts ends with. */
export interface ShadowSummary {
  readonly ledgerWrites: false
  readonly ratedUsageWrites: false
  /** By currency, in byte order. */
  readonly totals: readonly ShadowAmounts[]
}

/**
 * `shadowRate` as a stream: a row for each account and currency as soon as the account is through, and the totals as what the generator
 * returns. Holds one account at a time, so that a whole history can be tried. Nothing is written.
 *
 * @throws `rating.out_of_order` for an account that comes after a later one; else as `shadowRate`
 */
export async function* shadowAccounts({ periods, candidate }: ShadowStream, options: RatingOptions = {}): AsyncGenerator<ShadowAccount, ShadowSummary> {
  const totals = new Map<string, ShadowAmounts>()
  let current: OpenAccount | undefined
  for await (const existing of periods) {
    const { account } = existing.contract.subscription
    if (current !== undefined && current.account !== account) {
      refuseOrder(current.account, account)
      yield* closed(current, totals)
      current = undefined
    }
    current ??= { account, rows: new Map(), carries: new Map() }
    const owner = carryOwner(existing)
    const shadowed = shadowPeriod(existing, candidate, current.carries.get(owner), options)
    current.carries.set(owner, shadowed.carryOut)
    const { currency } = shadowed.account
    current.rows.set(currency, sumAccounts(current.rows.get(currency), shadowed.account))
  }
  if (current !== undefined) yield* closed(current, totals)
  return { ledgerWrites: false, ratedUsageWrites: false, totals: inCurrencyOrder(totals.values()) }
}

/** The account that periods come for. */
interface OpenAccount {
  readonly account: string
  /** By currency. */
  readonly rows: Map<string, ShadowAccount>
  /** The candidate's, by subscription and side. */
  readonly carries: Map<string, Carry>
}

function closed({ rows }: OpenAccount, totals: Map<string, ShadowAmounts>): readonly ShadowAccount[] {
  const sorted = inCurrencyOrder(rows.values())
  for (const row of sorted) totals.set(row.currency, sumAmounts(totals.get(row.currency), row))
  return sorted
}

function refuseOrder(before: string, account: string): void {
  if (compareBytes(before, account) < 0) return
  fail('rating.out_of_order', { field: 'periods', because: `has account ${account} after ${before}`, facts: { account, before } })
}

function inCurrencyOrder<T extends ShadowAmounts>(rows: Iterable<T>): readonly T[] {
  return [...rows].sort((a, b) => compareBytes(a.currency, b.currency))
}
