import type { Decimal } from '@farthing/core'
import type { ChargePart } from '../charge-part.js'
import type { BoundRule } from '../volume.js'

/** One straight piece of a price: `start + slope × quantity`, but not more than `most`. */
export interface Line {
  /** Absent in the last piece. */
  readonly upTo?: Decimal
  readonly slope: Decimal
  /** Where the line meets quantity 0, which it need not reach. */
  readonly start: Decimal
  readonly most?: Decimal
  /** Absent where a part holds more than its units and amount. */
  readonly trail?: LineTrail
}

/** The parts of a quantity on a line: those before, which are the same for all of them, and the one that the quantity ends in. */
export interface LineTrail {
  readonly before: readonly ChargePart[]
  /** What `before` takes and costs together. */
  readonly taken: Decimal
  readonly paid: Decimal
  readonly last: Pick<ChargePart, 'label' | 'tier' | 'unit' | 'flat'>
}

/** A price whose amount depends on the quantity alone, as straight pieces in increasing order. */
export interface Curve {
  readonly lines: readonly Line[]
  /** Which piece a quantity equal to a bound is on. */
  readonly bound: BoundRule
  /** What quantity 0 costs; what its line says, unless given. */
  readonly atZero?: Decimal
  readonly negative: 'credited' | 'refused'
}
