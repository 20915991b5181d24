import { checkJson, hashContent, type Digest, type Hash, type Json } from '@farthing/core'
import type { StageRef } from '../charge-adjustment.js'
import type { StageInput, StageOutput, StageWarning } from './stage.js'

/** Milliseconds since some fixed moment, such as `performance.now`. */
export type Timer = () => number

/** One run of a stage: enough to prove what it saw and what it said, without keeping either. */
export interface StageExecution {
  readonly stage: StageRef
  readonly rule: string
  /** Component and dimensions of the charge, or the component, that it ran for; null for all. */
  readonly scope: Json
  /** Hash of the whole input. */
  readonly input: Hash
  /** Hash of the whole output. */
  readonly output: Hash
  readonly warnings: readonly StageWarning[]
  /** As the timer measured it; the only figure of a rating that two runs may differ in. */
  readonly durationMs: number
}

interface Executed {
  readonly ref: StageRef
  readonly rule: string
  readonly scope: Json
  readonly input: StageInput
  readonly output: StageOutput
  readonly durationMs: number
}

/** The record of a run. Passing through JSON, it also proves that input and output are plain data. */
export function executionOf({ ref, rule, scope, input, output, durationMs }: Executed, digest?: Digest): StageExecution {
  return {
    stage: ref,
    rule,
    scope,
    input: hashContent('stage-input/1', inputParts(input), digest),
    output: hashContent('stage-output/1', outputParts(output), digest),
    warnings: output.warnings ?? [],
    durationMs,
  }
}

/** Taken apart, so that no part is larger than a JSON input may be. */
function inputParts({ facts, charges, ...head }: StageInput): readonly Json[] {
  const packs = Object.entries(facts)
  const counts = Object.fromEntries(packs.map(([name, records]) => [name, records.length]))
  return [
    checkJson({ ...head, charges: charges.length, facts: counts }, 'input'),
    ...charges.map((charge, index) => checkJson(charge, `input.charges[${index}]`)),
    ...packs.flatMap(([name, records]) => records.map((record, index) => checkJson(record, `input.facts.${name}[${index}]`))),
  ]
}

function outputParts({ effects, ...head }: StageOutput): readonly Json[] {
  return [checkJson({ ...head, effects: effects.length }, 'output'), ...effects.map((effect, index) => checkJson(effect, `output.effects[${index}]`))]
}
