import type { AggregationTable, Digest, Interval, KnownAt, UsageBucket } from '@farthing/core'
import { builtInStages } from '../adjustments/built-in-stages.js'
import type { Charge } from '../charges/charge.js'
import { checkFacts } from '../charges/facts/check-facts.js'
import type { Carry } from '../charges/pipeline/carry.js'
import type { StageExecution, Timer } from '../charges/pipeline/execution.js'
import type { Facts } from '../charges/pipeline/facts.js'
import { checkProgram, stageOf } from '../charges/pipeline/program.js'
import { runProgram, type ProgramWarning } from '../charges/pipeline/run-program.js'
import type { StageContext, StageTable } from '../charges/pipeline/stage.js'
import { billedInterval } from './billed-interval.js'
import { checkUsage } from './check-usage.js'
import { completeProgram } from './complete-program.js'
import { componentsIn, contractPieces, unpricedUsage } from './contract-pieces.js'
import type { Contract } from './contract.js'
import { derivedFacts, type DerivedPack } from './derived-facts.js'
import { draftCharges } from './draft-charges.js'
import { finishCharges } from './finish-charges.js'

export interface RatingFacts extends Omit<Facts, DerivedPack> {
  /**
   * Of this subscription, inside the billed part of the period; buckets of one group do not overlap. At most 1,000,000.
   * Neither their order nor their grid matters.
   */
  readonly usage: readonly UsageBucket[]
}

export interface RatingInput {
  readonly contract: Contract
  readonly facts: RatingFacts
  /** `carryOut` of the period before; `{}` for the first. */
  readonly carryIn: Carry
  /** A whole billing period of the subscription's grid. */
  readonly period: Interval
  /** What the facts could see. Handed through; no figure and no key depends on it. */
  readonly knownAt: KnownAt
}

export interface RatingOptions {
  readonly digest?: Digest
  /** The built-in ones unless given; a host with its own passes all that its meters name. */
  readonly aggregations?: AggregationTable
  /** The built-in ones unless given; a host with its own passes all that its programs use. */
  readonly stages?: StageTable
  /** Asks for execution records. */
  readonly timer?: Timer
}

export interface RatedPeriod {
  /** Those of components by component key, then by dimensions, both in byte order; then those that stages added, in the order in which they did. */
  readonly charges: readonly Charge[]
  readonly carryOut: Carry
  /** Usage of meters that the plan has no component for: measured, and free of charge. */
  readonly unrated: readonly UsageBucket[]
  /** What a person should look at. */
  readonly warnings: readonly ProgramWarning[]
  /** One for each run of a stage; empty without a timer. */
  readonly executions: readonly StageExecution[]
  readonly knownAt: KnownAt
}

/**
 * Prices one period of one subscription: a charge for each flat fee, and for each usage component and group of usage, with what the
 * contract's program makes of them.
 *
 * Pure and deterministic: the same input gives the same bytes, keys included. Exact: nothing is rounded.
 * A period in which the subscription runs only partly costs the exact share of each flat fee, unless its component says `proration: 'none'`;
 * a period in which it does not run has no charges. A component without `by` has a charge of quantity 0 when nothing was used;
 * one with `by` then has none.
 *
 * @throws `rating.usage_outside`, `rating.usage_overlaps`, `rating.too_large`, `period.ends_before_start`, and what `checkFacts`,
 *   `checkProgram`, `runProgram` and `ratePrice` throw; before any charge exists where the program itself is wrong
 */
export function rate(input: RatingInput, options: RatingOptions = {}): RatedPeriod {
  const { contract, facts, carryIn, knownAt } = input
  const { subscription, planVersion } = contract
  const { stages: table = builtInStages } = options
  const period = { from: input.period.from, to: input.period.to }
  const billed = billedInterval(subscription, period)
  checkUsage(facts.usage, subscription.id, billed)
  if (billed === undefined) return { charges: [], carryOut: carryIn, unrated: [], warnings: [], executions: [], knownAt }
  const pieces = contractPieces(contract, billed)
  const measured = draftCharges(pieces, facts.usage, { period, zone: subscription.zone }, options)
  const drafts = measured.map(({ draft }) => draft)
  const own = checkProgram(contract.program ?? planVersion.content.program ?? { stages: [] }, table)
  const program = completeProgram(own, drafts, componentsIn(pieces), table)
  const context = contextOf(contract, period, billed)
  const { usage, ...others } = facts
  const isRead = (pack: DerivedPack) => program.stages.some(({ id, use }) => stageOf(table, use, `program.${id}`).manifest.facts.some((need) => need.pack === pack))
  const given = { ...checkFacts(others), ...derivedFacts({ measured, contract, isRead }) }
  const result = runProgram({ program, drafts, facts: given, context, carryIn }, { ...options, table })
  return {
    charges: finishCharges(result.drafts, { contract, measured, facts: given, carryIn, period, program, table }, options.digest),
    carryOut: result.carryOut,
    unrated: unpricedUsage(pieces, usage),
    warnings: result.warnings,
    executions: result.executions,
    knownAt,
  }
}

function contextOf({ tenant, side, subscription, planVersion, startedAt = subscription.from, continues }: Contract, period: Interval, billed: Interval): StageContext {
  return {
    tenant,
    side,
    account: subscription.account,
    subscription: subscription.id,
    currency: planVersion.content.currency,
    period,
    billed,
    startedAt,
    ...(continues === undefined ? {} : { continues }),
  }
}
