import { canonicalJson, type Digest, type JsonObject } from '@farthing/core'
import type { StageRef } from '../charge-adjustment.js'
import { applyEffects } from './apply-effects.js'
import { carryAt, carryWith, type Carry, type CarryPlace } from './carry.js'
import type { ChargeDraft } from './charge-draft.js'
import { executionOf, type StageExecution, type Timer } from './execution.js'
import { factsFor, narrowedTo, type Facts } from './facts.js'
import { manifestHash } from './manifest.js'
import { stageOf, type Program, type ProgramRule, type ProgramStage } from './program.js'
import { checkLimit } from './run-limits.js'
import { settleTargets } from './settle-targets.js'
import { scopesOf, type DraftsByKey, type Scope } from './scopes.js'
import type { Stage, StageContext, StageInput, StageOutput, StageTable, StageWarning } from './stage.js'

export interface ProgramInput {
  readonly program: Program
  readonly drafts: readonly ChargeDraft[]
  readonly facts: Facts
  readonly context: StageContext
  readonly carryIn: Carry
}

export interface ProgramOptions {
  readonly table: StageTable
  readonly digest?: Digest
  /** Keeps a record of each run. Costs a hash of its input and of its output. */
  readonly timer?: Timer
}

export interface ProgramResult {
  /** In the order given, then those that stages added, in the order in which they did. */
  readonly drafts: readonly ChargeDraft[]
  readonly carryOut: Carry
  readonly warnings: readonly ProgramWarning[]
  /** Empty without a timer. */
  readonly executions: readonly StageExecution[]
}

/** A stage's warning, and which rule gave it. */
export interface ProgramWarning extends StageWarning {
  readonly stage: string
  readonly rule: string
}

/**
 * Runs a checked program over drafts, stage by stage, rule by rule, scope by scope; each sees what those before it left. A stage answers
 * with effects and never with charges, so that what it may change is checked in one place.
 *
 * Deterministic: scopes run in byte order. Cost: one pass over the drafts for each rule.
 *
 * @throws the `stage.*` codes, naming stage, rule and charge; `rating.fact_missing` for a pack that a stage cannot do without;
 *   `rating.carry_invalid`
 */
export function runProgram(input: ProgramInput, options: ProgramOptions): ProgramResult {
  const state: RunState = { drafts: new Map(input.drafts.map((draft) => [draft.key, draft])), handed: new Map(), warnings: [], executions: [] }
  for (const use of input.program.stages) runStage(use, state, { ...options, ...input })
  const { drafts, handed, warnings, executions } = state
  return { drafts: settleTargets([...drafts.values()]), carryOut: carryWith(input.carryIn, [...handed.values()]), warnings, executions }
}

/** Grows while the program runs. */
interface RunState {
  readonly drafts: DraftsByKey
  /** What runs hand on, by place. */
  readonly handed: Map<string, CarryPlace & { readonly state: JsonObject }>
  readonly warnings: ProgramWarning[]
  readonly executions: StageExecution[]
}

type Running = Omit<ProgramInput, 'drafts'> & ProgramOptions

function runStage(use: ProgramStage, state: RunState, running: Running): void {
  const stage = stageOf(running.table, use.use, `program.${use.id}`)
  const { manifest } = stage
  const ref: StageRef = { id: use.id, use: use.use, hash: manifestHash(manifest, running.digest) }
  const view = factsFor(manifest, running.facts, use.id)
  for (const rule of use.rules) {
    for (const scope of scopesOf(state.drafts, manifest.scope, use.of)) {
      const place = { owner: use.id, scope: canonicalJson([rule.id, scope.key]) }
      const facts = scope.key === null ? view : narrowedTo(view, manifest, scope.charges, use.id)
      const at = canonicalJson([place.owner, place.scope])
      // A component that runs in two pieces of a period runs twice for one place: the second goes on where the first stopped.
      const carry = state.handed.get(at)?.state ?? carryAt(running.carryIn, place)
      const input = { rule: rule.id, config: rule.config, charges: scope.charges, facts, context: running.context, carry }
      const output = runOnce({ stage, ref, rule, scope }, input, state, running)
      if (output.carry !== undefined) state.handed.set(at, { ...place, state: output.carry })
      applyEffects(output.effects, { drafts: state.drafts, handed: scope.charges, manifest, ref, rule: rule.id, context: running.context })
    }
  }
}

interface Run {
  readonly stage: Stage
  readonly ref: StageRef
  readonly rule: ProgramRule
  readonly scope: Scope
}

function runOnce({ stage, ref, rule, scope }: Run, input: StageInput, state: RunState, { timer, digest }: Running): StageOutput {
  checkLimit('charges', input.charges.length, stage.manifest, ref)
  const startedAt = timer?.()
  const output = stage.run(input)
  const durationMs = startedAt === undefined ? undefined : (timer?.() ?? startedAt) - startedAt
  checkLimit('effects', output.effects.length, stage.manifest, ref)
  for (const warning of output.warnings ?? []) state.warnings.push({ ...warning, stage: ref.id, rule: rule.id })
  if (durationMs !== undefined) state.executions.push(executionOf({ ref, rule: rule.id, scope: scope.key, input, output, durationMs }, digest))
  return output
}
