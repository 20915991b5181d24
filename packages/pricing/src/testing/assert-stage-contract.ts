import { assertInvariant, canonicalJson, checkJson, isFarthingError, type Json, type JsonObject } from '@farthing/core'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { factPackNames } from '../charges/pipeline/fact-pack.js'
import type { Facts } from '../charges/pipeline/facts.js'
import { stageName } from '../charges/pipeline/manifest.js'
import { runProgram, type ProgramResult } from '../charges/pipeline/run-program.js'
import { stageTable } from '../charges/pipeline/stage-table.js'
import type { Stage, StageContext, StageInput, StageOutput } from '../charges/pipeline/stage.js'

/** One run to try a stage with. */
export interface StageSample {
  /** As its author writes it. */
  readonly config: JsonObject
  readonly charges: readonly ChargeDraft[]
  /** Every pack that the stage declares as required. */
  readonly facts?: Facts
  readonly context?: Partial<StageContext>
  readonly carry?: JsonObject
}

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }
const usual: StageContext = {
  tenant: 'seller', side: 'retail', account: 'acme', subscription: 'acme', currency: 'EUR', period: october, billed: october, startedAt: october.from,
}

/**
 * Holds a stage against what the pipeline asks of every one, built in or not: its manifest and its configuration are plain data, and reading a
 * configuration that was read changes nothing; run with the same input it gives the same answer, also when input and answer went through JSON;
 * it changes nothing of its input, reads no fact that it does not declare, stays within its limits, and answers with effects that the
 * pipeline carries out.
 *
 * @throws an `AssertionError` that names sample and rule; what the pipeline throws for a refused effect
 */
export function assertStageContract(stage: Stage, samples: readonly StageSample[]): void {
  assertInvariant(samples.length > 0, 'a stage is tried with at least one sample')
  jsonOf(stage.manifest)
  samples.forEach((sample, index) => assertSample(stage, sample, `sample ${index}`))
}

function assertSample(stage: Stage, sample: StageSample, name: string): void {
  const config = stage.check(sample.config, 'config')
  assertSame(stage.check(through(config), 'config'), config, `${name}: a configuration that was read reads the same again`)
  const watched: StageInput[] = []
  const outputs: StageOutput[] = []
  const watching: Stage = {
    ...stage,
    run(input) {
      const before = canonicalJson(jsonOf(input))
      const output = stage.run(deepFrozen(input))
      assertInvariant(canonicalJson(jsonOf(input)) === before, `${name}: the input stays as it was`)
      watched.push(input)
      outputs.push(output)
      return through(output)
    },
  }
  const first = runOver(watching, { ...sample, config })
  watched.forEach((input, index) => {
    const again = stage.run(refusingOthers(through(input), stage))
    assertSame(jsonOf(again), jsonOf(outputs[index]), `${name}: the answer follows from the input as JSON`)
  })
  assertSame(jsonOf(runOver(stage, { ...sample, config })), jsonOf(first), `${name}: running again gives the same charges`)
}

function runOver(stage: Stage, { config, charges, facts = {}, context = {}, carry = {} }: StageSample): ProgramResult {
  const use = stageName(stage.manifest)
  const program = { stages: [{ id: 'sample', use, rules: [{ id: 'rule', config }] }] }
  return runProgram({ program, drafts: charges, facts, context: { ...usual, ...context }, carryIn: carry }, { table: stageTable([stage]) })
}

/** An input that came through JSON has no traps for facts: they are set again. */
function refusingOthers(input: StageInput, { manifest }: Stage): StageInput {
  for (const pack of factPackNames) {
    if (manifest.facts.some((need) => need.pack === pack)) continue
    Object.defineProperty(input.facts, pack, { get: () => broken(`the stage reads ${pack}, which its manifest does not declare`) })
  }
  return input
}

function through<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function jsonOf(value: unknown): Json {
  try {
    return checkJson(value, 'value')
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return broken(`a stage takes and gives plain data: ${error.message}`)
  }
}

function broken(rule: string): never {
  throw new Error(`Broken invariant: ${rule}`)
}

function assertSame(actual: Json, expected: Json, rule: string): void {
  const [a, b] = [canonicalJson(actual), canonicalJson(expected)]
  assertInvariant(a === b, `${rule}: ${a} and not ${b}`)
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const each of Object.values(value)) deepFrozen(each)
  }
  return value
}
