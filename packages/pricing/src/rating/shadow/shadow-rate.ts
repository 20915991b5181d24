import { compareBytes, fail, type Hash } from '@farthing/core'
import type { Carry } from '../../charges/pipeline/carry.js'
import type { RatingOptions } from '../rate.js'
import type { ShadowCandidate } from './candidate-terms.js'
import { carryOwner, shadowPeriod, type PastPeriod } from './shadow-period.js'
import { sumAccounts, sumAmounts, type ShadowAccount, type ShadowAmounts } from './shadow-amounts.js'

export interface ShadowRating {
  /** Nothing was posted. */
  readonly ledgerWrites: false
  /** Nothing was kept as rated. */
  readonly ratedUsageWrites: false
  /** By account, then by currency; in byte order. */
  readonly accounts: readonly ShadowAccount[]
  /** By currency, in byte order; the rating keys are those of the accounts, one after another. */
  readonly totals: readonly (ShadowAmounts & { readonly candidateRatingKeys: readonly Hash[] })[]
}

export interface ShadowInput {
  /** Rated periods of the past, each subscription's in order. Read one by one and not kept; 1,000,000 at most. */
  readonly periods: Iterable<PastPeriod>
  readonly candidate: ShadowCandidate
}

const maxPeriods = 1_000_000

/**
 * Prices past usage by its own contracts and by a candidate plan, price book or program, side by side. Pure, so nothing is written.
 *
 * The candidate's carry runs through its own periods; in a subscription's first one it starts from what was really carried in.
 * A contract tried against its own terms shows no difference. Memory grows with accounts and charges: `shadowAccounts` streams.
 *
 * @throws `rating.currency_mismatch` where the candidate has another currency; `rating.too_large`; what `rate` throws
 */
export function shadowRate({ periods, candidate }: ShadowInput, options: RatingOptions = {}): ShadowRating {
  const accounts = new Map<string, ShadowAccount>()
  const carries = new Map<string, Carry>()
  let count = 0
  for (const existing of periods) {
    count += 1
    if (count > maxPeriods) fail('rating.too_large', { field: 'periods', because: `holds more than ${maxPeriods} periods`, facts: { maxPeriods } })
    const owner = carryOwner(existing)
    const { account, carryOut } = shadowPeriod(existing, candidate, carries.get(owner), options)
    carries.set(owner, carryOut)
    const key = JSON.stringify([account.account, account.currency])
    accounts.set(key, sumAccounts(accounts.get(key), account))
  }
  const sorted = [...accounts.values()].sort((a, b) => compareBytes(a.account, b.account) || compareBytes(a.currency, b.currency))
  return { ledgerWrites: false, ratedUsageWrites: false, accounts: sorted, totals: totalsOf(sorted) }
}

function totalsOf(accounts: readonly ShadowAccount[]): ShadowRating['totals'] {
  const currencies = [...new Set(accounts.map(({ currency }) => currency))].sort(compareBytes)
  return currencies.flatMap((currency) => {
    const own = accounts.filter((account) => account.currency === currency)
    const amounts = own.reduce<ShadowAmounts | undefined>(sumAmounts, undefined)
    return amounts === undefined ? [] : [{ ...amounts, candidateRatingKeys: own.flatMap(({ candidateRatingKeys }) => candidateRatingKeys) }]
  })
}
