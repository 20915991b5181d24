import type { Exact, Hash, Instant } from '@farthing/core'

/** A stage as it stands in a trail: which one ran, in which version, and the hash of its manifest and module. */
export interface StageRef {
  /** Its id in the program. */
  readonly id: string
  /** Name and version, such as `percent-discount@1`. */
  readonly use: string
  readonly hash: Hash
}

/** Where granted units come from: a grant, and which of its times, where it has several. */
export interface UnitSource {
  readonly grant: string
  /** When these units began to hold, inclusive. */
  readonly from?: Instant
  /** When they lapse, exclusive. */
  readonly to?: Instant
}

/** Units that a grant covered. */
export interface GrantedUnits extends UnitSource {
  /** Above 0. */
  readonly quantity: Exact
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
  /** Absent where they are nobody's, such as included ones. */
  readonly source?: UnitSource
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
