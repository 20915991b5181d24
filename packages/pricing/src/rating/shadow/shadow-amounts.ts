import { add, compareBytes, subtract, type CurrencyCode, type Exact, type Hash, type LocalDate } from '@farthing/core'

/** What usage cost and what it would have cost; exact and unrounded. */
export interface ShadowAmounts {
  readonly currency: CurrencyCode
  readonly existing: Exact
  readonly candidate: Exact
  /** `candidate − existing`. */
  readonly delta: Exact
  /** Local date of its subscription on which the amounts of some period first differed; absent where they never did. */
  readonly divergesOn?: LocalDate
}

export interface ShadowAccount extends ShadowAmounts {
  readonly account: string
  /** Of the candidate's charges, in the order of the periods. */
  readonly candidateRatingKeys: readonly Hash[]
}

export type Compared = Pick<ShadowAmounts, 'currency' | 'existing' | 'candidate' | 'divergesOn'>

export function shadowAmounts({ currency, existing, candidate, divergesOn }: Compared): ShadowAmounts {
  return { currency, existing, candidate, delta: subtract(candidate, existing), ...(divergesOn === undefined ? {} : { divergesOn }) }
}

/** Two comparisons in one currency as one; the earlier day stands. */
export function sumAmounts(before: ShadowAmounts | undefined, next: ShadowAmounts): ShadowAmounts {
  if (before === undefined) return shadowAmounts(next)
  const days = [before.divergesOn, next.divergesOn].filter((day) => day !== undefined).sort(compareBytes)
  const [first] = days
  return shadowAmounts({
    currency: before.currency,
    existing: add(before.existing, next.existing),
    candidate: add(before.candidate, next.candidate),
    ...(first === undefined ? {} : { divergesOn: first }),
  })
}

/** Two comparisons of one account in one currency as one. */
export function sumAccounts(before: ShadowAccount | undefined, next: ShadowAccount): ShadowAccount {
  if (before === undefined) return next
  return { account: next.account, ...sumAmounts(before, next), candidateRatingKeys: [...before.candidateRatingKeys, ...next.candidateRatingKeys] }
}
