import type { Decimal, Exact } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { StageTable } from '../../charges/pipeline/stage.js'
import type { RatedPrice } from '../../models/charge-part.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { PeriodRater } from '../rating-laws.js'

/** Prices what one component is applied to: exactly, and without rounding. With parts, their sums are checked too. */
export type ComponentRater = (component: Component, facts: PriceFacts) => Exact | RatedPrice

/** What a host promises of its plan beside what all plans promise. */
export interface PlanLawOptions {
  /**
   * More usage never costs less, whatever the model: of every component and of the total of a period, or of the components named. Unless given
   * it is asked of the models that promise it, where no figure of the price is negative: all but `volume` and `stairstep`.
   */
  readonly monotone?: boolean | readonly string[]
  /** The least that a whole period costs, used or not. */
  readonly minimum?: Decimal
  /** The most that a whole period costs, whatever is used. */
  readonly cap?: Decimal
  /** Whether a period may cost less than nothing. It may not unless given. */
  readonly negativeTotal?: boolean
  /** The most usage that is tried of one component; 10^30 unless given. */
  readonly maxQuantity?: Decimal
  /**
   * Cases for each law of a component, beside the edges of its rate card, which always come first; 1,000 unless given. Of whole periods, which
   * cost more to meter and rate, a quarter as many.
   */
  readonly runs?: number
  /** Repeats a search; chosen by chance unless given. */
  readonly seed?: number
  /** The host's own pricing instead of `ratePrice`. */
  readonly rate?: ComponentRater
  /** All stages that the plan's program may use; the built-in ones unless given. */
  readonly stages?: StageTable
  /** The host's own rating of a whole period instead of `rate`, such as one with stages of its own. A plan's program is rated without it. */
  readonly ratePeriod?: PeriodRater
  /** `false` for a `rate` with rules that no price of the plan tells: it is not compared with what the prices say, nor are its tiers split. */
  readonly exact?: boolean
}

export const usualRuns = 1_000
