/** A due date that is no business day moves: to the next one, to the one before, or to the next unless that is in another month. */
export type DueDateRoll = 'following' | 'preceding' | 'modified_following'

interface RolledTerms {
  /** The due date stays where it falls unless given. */
  readonly roll?: DueDateRoll
}

/** Due on the date of issue. */
export interface ReceiptTerms extends RolledTerms {
  readonly due: 'on_receipt'
}

/** Due a number of days after the date of issue, which does not count itself. */
export interface NetTerms extends RolledTerms {
  readonly due: 'net'
  /** Whole, from 1 to 3,650. */
  readonly days: number
  /** Calendar days unless given. */
  readonly count?: 'calendar' | 'business'
}

/** Due on the last day of the month of issue, or of a later one. */
export interface EndOfMonthTerms extends RolledTerms {
  readonly due: 'end_of_month'
  /** Months after that of issue, from 0 to 120. */
  readonly months: number
}

/** Due on a day of the month, clamped to its last: the first such date on or after the date of issue, or that of a later month. */
export interface DayOfMonthTerms extends RolledTerms {
  readonly due: 'day_of_month'
  /** From 1 to 31. */
  readonly day: number
  /** Months after that of the first such date, from 0 to 120. */
  readonly months: number
}

/** When documents are due, counted from their date of issue in the account's zone. */
export type PaymentTerms = ReceiptTerms | NetTerms | EndOfMonthTerms | DayOfMonthTerms
