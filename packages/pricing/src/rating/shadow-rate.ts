import { add, addAll, compare, compareBytes, fail, subtract, type CurrencyCode, type Exact, type Hash, type LocalDate } from '@farthing/core'
import type { PlanVersion } from '../catalog/publish-plan.js'
import type { Carry } from '../charges/pipeline/carry.js'
import { divergenceDay } from './divergence-day.js'
import { rate, type RatingInput, type RatingOptions } from './rate.js'

/** What usage cost and what it would have cost. */
export interface ShadowAmounts {
  readonly currency: CurrencyCode
  readonly existing: Exact
  readonly candidate: Exact
  /** `candidate − existing`. */
  readonly delta: Exact
}

export interface ShadowAccount extends ShadowAmounts {
  readonly account: string
  /** Of the candidate's charges, in the order of the periods. */
  readonly candidateRatingKeys: readonly Hash[]
  /** Local date of the subscription on which the amounts so far first differed; absent where they never did. */
  readonly divergesOn?: LocalDate
}

export interface ShadowRating {
  /** Nothing was posted. */
  readonly ledgerWrites: false
  /** Nothing was kept as rated. */
  readonly ratedUsageWrites: false
  /** By account, then by currency; in byte order. */
  readonly accounts: readonly ShadowAccount[]
  /** By currency, in byte order. */
  readonly totals: readonly ShadowAmounts[]
}

export interface ShadowInput {
  /** Rated periods of the past, each subscription's in order. Read one by one and not kept, so that they may be any number up to 1,000,000. */
  readonly periods: Iterable<RatingInput>
  /** What is tried instead of the terms of each contract. */
  readonly candidate: PlanVersion
}

const maxPeriods = 1_000_000

/**
 * Prices past usage by its own contracts and by a candidate, side by side. Pure, so nothing is written.
 *
 * The candidate's carry runs through its own periods; in a subscription's first one it starts from what was really carried in.
 * A contract tried against its own plan version shows no difference.
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
    refuseCurrency(existing, candidate)
    const { subscription } = existing.contract
    const carryIn = carries.get(subscription.id) ?? existing.carryIn
    const trial: RatingInput = { ...existing, contract: { ...existing.contract, planVersion: candidate }, carryIn }
    const { account, carryOut } = shadowPeriod(existing, trial, options)
    carries.set(subscription.id, carryOut)
    const key = JSON.stringify([account.account, account.currency])
    const before = accounts.get(key)
    accounts.set(key, before === undefined ? account : joined(before, account))
  }
  const sorted = [...accounts.values()].sort((a, b) => compareBytes(a.account, b.account) || compareBytes(a.currency, b.currency))
  return { ledgerWrites: false, ratedUsageWrites: false, accounts: sorted, totals: totalsOf(sorted) }
}

function refuseCurrency({ contract }: RatingInput, candidate: PlanVersion): void {
  const { currency } = contract.planVersion.content
  if (candidate.content.currency === currency) return
  fail('rating.currency_mismatch', {
    field: 'candidate.content.currency',
    because: `is ${candidate.content.currency}, but subscription ${contract.subscription.id} is billed in ${currency}`,
  })
}

function shadowPeriod(input: RatingInput, trial: RatingInput, options: RatingOptions = {}): { readonly account: ShadowAccount; readonly carryOut: Carry } {
  const existing = addAll(rate(input, options).charges.map(({ amount }) => amount))
  const { charges, carryOut } = rate(trial, options)
  const candidate = addAll(charges.map(({ amount }) => amount))
  const divergesOn = compare(existing, candidate) === 0 ? undefined : divergenceDay(input, trial, options)
  const account: ShadowAccount = {
    account: input.contract.subscription.account,
    ...amountsOf(input.contract.planVersion.content.currency, existing, candidate),
    candidateRatingKeys: charges.map(({ ratingKey }) => ratingKey),
    ...(divergesOn === undefined ? {} : { divergesOn }),
  }
  return { account, carryOut }
}

function amountsOf(currency: CurrencyCode, existing: Exact, candidate: Exact): ShadowAmounts {
  return { currency, existing, candidate, delta: subtract(candidate, existing) }
}

function joined(before: ShadowAccount, next: ShadowAccount): ShadowAccount {
  const days = [before.divergesOn, next.divergesOn].flatMap((day) => (day === undefined ? [] : [day])).sort(compareBytes)
  return {
    account: before.account,
    ...amountsOf(before.currency, add(before.existing, next.existing), add(before.candidate, next.candidate)),
    candidateRatingKeys: [...before.candidateRatingKeys, ...next.candidateRatingKeys],
    ...(days[0] === undefined ? {} : { divergesOn: days[0] }),
  }
}

function totalsOf(accounts: readonly ShadowAmounts[]): readonly ShadowAmounts[] {
  const totals = new Map<string, ShadowAmounts>()
  for (const { currency, existing, candidate } of accounts) {
    const before = totals.get(currency)
    totals.set(currency, amountsOf(currency, add(before?.existing ?? '0', existing), add(before?.candidate ?? '0', candidate)))
  }
  return [...totals.values()].sort((a, b) => compareBytes(a.currency, b.currency))
}
