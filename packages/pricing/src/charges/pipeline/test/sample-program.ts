import type { JsonObject } from '@farthing/core'
import { readRecord } from '../../../models/read-fields.js'
import { chargePart } from '../../../models/charge-part.js'
import type { ChargeDraft } from '../charge-draft.js'
import { defineStage } from '../define-stage.js'
import type { Manifest } from '../manifest.js'
import type { ProgramStage } from '../program.js'
import { runProgram, type ProgramInput, type ProgramOptions, type ProgramResult } from '../run-program.js'
import { stageTable } from '../stage-table.js'
import type { Stage, StageContext, StageInput, StageOutput } from '../stage.js'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' }

export const context: StageContext = {
  tenant: 'seller', side: 'retail', account: 'acme', subscription: 'acme/1', currency: 'EUR', period: october, billed: october, startedAt: october.from,
}

/** A charge of 10 units that nothing was done to yet. */
export function draft(component: string, others: Partial<ChargeDraft> = {}): ChargeDraft {
  return {
    ...october, key: component, component, dimensions: {}, meter: `${component}_meter`, billing: 'arrears', measured: '10', quantity: '10', allowances: [], trail: [], adjustments: [],
    model: 'per_unit@1', price: { model: 'per_unit', unit: '2' }, stages: [], ...others,
  }
}

/** A charge that costs 20. */
export function priced(component: string, others: Partial<ChargeDraft> = {}): ChargeDraft {
  return draft(component, { trail: [chargePart({ label: 'Units', quantity: '10', unit: '2' })], ...others })
}

/** A stage that answers with what a function says. */
export function stage(manifest: Partial<Manifest>, run: (input: StageInput) => StageOutput): Stage {
  return defineStage<JsonObject>({
    manifest: { name: 'sample', version: 1, kind: 'amount', scope: 'charge', facts: [], limits: { charges: 100, effects: 100 }, ...(manifest.kind === undefined ? { step: 'discount' } : {}), ...manifest },
    check: (config, field) => readRecord(config, field, ['amount']) as JsonObject,
    run,
  })
}

export function use(stages: Stage['manifest'] | string, others: Partial<ProgramStage> = {}): ProgramStage {
  const name = typeof stages === 'string' ? stages : `${stages.name}@${stages.version}`
  return { id: name.split('@')[0] ?? name, use: name, rules: [{ id: 'rule', config: {} }], ...others }
}

/** Runs stages over drafts, each once, in the order given. */
export function run(stages: readonly Stage[], drafts: readonly ChargeDraft[], input: Partial<ProgramInput> = {}, options: Partial<ProgramOptions> = {}): ProgramResult {
  const program = { stages: stages.map(({ manifest }) => use(manifest)) }
  return runProgram({ program, drafts, facts: {}, context, carryIn: {}, ...input }, { table: stageTable(stages), ...options })
}
