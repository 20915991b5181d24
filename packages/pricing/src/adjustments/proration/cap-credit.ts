import { largest, smallest, subtract, type Exact } from '@farthing/core'

export interface CreditRequest {
  readonly wanted: Exact
  /** What was charged. */
  readonly charged: Exact
  /** What of it was credited before; `"0"` unless given. */
  readonly credited?: Exact
}

/** `credit` + `withheld` = what was wanted. */
export interface CappedCredit {
  /** From 0 to what is left of the charge. */
  readonly credit: Exact
  /** Why a credit is smaller than it was wanted; negative when a negative one was wanted. */
  readonly withheld: Exact
}

/** Credits no more than was charged and not yet credited, and never less than nothing; names what it withholds. */
export function capCredit({ wanted, charged, credited = '0' }: CreditRequest): CappedCredit {
  const credit = largest('0', smallest(wanted, subtract(charged, credited)))
  return { credit, withheld: subtract(wanted, credit) }
}
