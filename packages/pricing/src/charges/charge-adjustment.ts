import type { Exact, Hash } from '@farthing/core'

/** A stage as it stands in a trail: which one ran, in which version, and the hash of its manifest and module. */
export interface StageRef {
  /** Its id in the program. */
  readonly id: string
  /** Name and version, such as `percent-discount@1`. */
  readonly use: string
  readonly hash: Hash
}

/** What a quantity stage took out of the measured quantity before it was priced. */
export interface ChargeAllowance {
  /** Id of the stage in the program. */
  readonly stage: string
  /** Which rule of its configuration. */
  readonly rule: string
  readonly label: string
  /** Above 0. */
  readonly quantity: Exact
}

/** What an amount stage changed after the quantity was priced. */
export interface ChargeAdjustment {
  /** Id of the stage in the program. */
  readonly stage: string
  /** Which rule of its configuration. */
  readonly rule: string
  readonly label: string
  /** Below 0 where it makes the charge cheaper. Exact and unrounded. */
  readonly amount: Exact
}
