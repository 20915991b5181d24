import type { Zone } from '@farthing/core'

/** What the length of a piece of a period is counted in. */
export type ProrationBasis =
  /** Elapsed time to the microsecond: a day with a clock change is an hour longer or shorter. */
  | { readonly by: 'time' }
  /** Calendar days of a zone, whatever their hours: a day belongs to the piece that holds its midnight. */
  | {
      readonly by: 'day'
      readonly zone: Zone
      /**
       * `excluded` unless given. `included` reads the end of piece and period as their last day, as some systems do: both then count a
       * day more, and the pieces of a period sum to more than the whole.
       */
      readonly lastDay?: 'excluded' | 'included'
    }
  /** Every month has the same number of days, 28 to 31: with 30, the 23rd to the 15th of the next month is 22 days in any month. */
  | { readonly by: 'fixed_month'; readonly zone: Zone; readonly days: number }

/** Elapsed time: the basis where none is named. */
export const byTime: ProrationBasis = { by: 'time' }
