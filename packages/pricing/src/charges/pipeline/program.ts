import { checkJson, fail, hashContent, type Digest, type Hash, type JsonObject } from '@farthing/core'
import { at, optional, readList, readRecord, readText } from '../../models/read-fields.js'
import { amountSteps, manifestHash, type Manifest, type StageKind } from './manifest.js'
import { readSelector, type ChargeSelector } from './select-charges.js'
import type { Stage, StageTable } from './stage.js'

/** One configuration of a stage; its id stands in the trail of each charge that it changed. */
export interface ProgramRule {
  readonly id: string
  readonly config: JsonObject
}

/** A stage in a program. */
export interface ProgramStage {
  /** Unique in the program, and no key of a component. */
  readonly id: string
  /** Name and version of the stage, such as `percent-discount@1`. */
  readonly use: string
  /** Charges that it is for; all unless given. */
  readonly of?: ChargeSelector
  /** Run one after the other, each on what the one before left. */
  readonly rules: readonly ProgramRule[]
}

/** What happens to the charges of a period, beside pricing them: the price producers stand between quantity and amount stages. */
export interface Program {
  readonly stages: readonly ProgramStage[]
}

const limits = { stages: 100, rules: 1_000 } as const
const kinds: readonly StageKind[] = ['quantity', 'price', 'amount']

/**
 * Reads a program from plain data, in canonical form: every stage is known in that version, its configuration is read by the stage itself,
 * and the order is one that can work: quantity stages, then producers, then amount stages in the order of `amountSteps`.
 *
 * @throws `program.invalid` for an order that cannot work and for ids given twice, `program.stage_unknown` with the versions that exist,
 *   `catalog.malformed` for missing and unknown fields, and what a stage's own check throws
 */
export function checkProgram(value: unknown, table: StageTable, field = 'program'): Program {
  const fields = readRecord(value, field, ['stages'])
  const place = at(field, 'stages')
  const stages = readList(fields.stages, place, { min: 0, max: limits.stages }).map((stage, index) => checkStage(stage, table, at(place, index)))
  refuseRepeated(stages.map(({ id }) => id), place)
  refuseOrder(stages, table, place)
  return { stages }
}

function checkStage(value: unknown, table: StageTable, field: string): ProgramStage {
  const fields = readRecord(value, field, ['id', 'use', 'of', 'rules'])
  const use = readText(fields.use, at(field, 'use'))
  const stage = stageOf(table, use, at(field, 'use'))
  const place = at(field, 'rules')
  const rules = readList(fields.rules, place, { min: 1, max: limits.rules }).map((rule, index) => {
    const { id, config } = readRecord(rule, at(place, index), ['id', 'config'])
    return { id: readText(id, at(at(place, index), 'id')), config: stage.check(config ?? {}, at(at(place, index), 'config')) }
  })
  refuseRepeated(rules.map(({ id }) => id), place)
  return { id: readText(fields.id, at(field, 'id')), use, ...optional(fields, 'of', field, readSelector), rules }
}

/** The stage of that name and version. @throws `program.stage_unknown` */
export function stageOf(table: StageTable, use: string, field: string): Stage {
  const stage = Object.hasOwn(table, use) ? table[use] : undefined
  if (stage !== undefined) return stage
  const [name = ''] = use.split('@')
  const known = Object.keys(table).filter((each) => each.startsWith(`${name}@`))
  const because = known.length === 0 ? `names ${use}, which is no stage` : `names ${use}, and there is only ${known.join(', ')}`
  return fail('program.stage_unknown', { field, because, facts: { use, known } })
}

function refuseRepeated(ids: readonly string[], field: string): void {
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index)
  if (repeated < 0) return
  fail('program.invalid', { field: at(at(field, repeated), 'id'), because: `is ${ids[repeated] ?? ''} a second time` })
}

function refuseOrder(stages: readonly ProgramStage[], table: StageTable, field: string): void {
  let before: { readonly id: string; readonly rank: number } | undefined
  for (const [index, { id, use }] of stages.entries()) {
    const rank = rankOf(stageOf(table, use, field).manifest)
    if (before !== undefined && rank < before.rank) {
      fail('program.invalid', { field: at(field, index), because: `is ${use}, which runs before ${before.id} or not at all`, facts: { id, before: before.id } })
    }
    before = { id, rank }
  }
}

function rankOf({ kind, step }: Manifest): number {
  return kinds.indexOf(kind) * amountSteps.length + (step === undefined ? 0 : amountSteps.indexOf(step))
}

/** Hash of a program with the manifests of its stages: the part of a rating key that says what ran. */
export function programHash({ stages }: Program, table: StageTable, digest?: Digest): Hash {
  const manifests = stages.map(({ use }, index) => manifestHash(stageOf(table, use, `stages[${index}].use`).manifest, digest))
  return hashContent('program/1', [checkJson(stages, 'stages'), manifests], digest)
}
