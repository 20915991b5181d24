import type { Exact, JsonObject } from '@farthing/core'
import type { Carry } from '../../charges/pipeline/carry.js'
import { amountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { Facts } from '../../charges/pipeline/facts.js'
import { stageName } from '../../charges/pipeline/manifest.js'
import { checkProgram, type ProgramStage } from '../../charges/pipeline/program.js'
import { runProgram, type ProgramResult } from '../../charges/pipeline/run-program.js'
import { stageTable } from '../../charges/pipeline/stage-table.js'
import type { Stage, StageContext } from '../../charges/pipeline/stage.js'
import { amountPart } from '../amount/amount-part.js'

/** November 2026 has 30 days. */
export const november = { from: '2026-11-01T00:00:00.000000Z', to: '2026-12-01T00:00:00.000000Z' }
export const december = { from: november.to, to: '2027-01-01T00:00:00.000000Z' }
export const january = { from: december.to, to: '2027-02-01T00:00:00.000000Z' }

/** The first 15 days of November, and the others. */
export const firstHalf = { from: november.from, to: '2026-11-16T00:00:00.000000Z' }
export const secondHalf = { from: firstHalf.to, to: november.to }

export const context: StageContext = {
  tenant: 'seller', side: 'retail', account: 'acme', subscription: 'acme', currency: 'EUR', period: november, billed: november, startedAt: november.from,
}

/** A charge that its price brought to an amount. */
export function charged(component: string, amount: Exact, others: Partial<ChargeDraft> = {}): ChargeDraft {
  return { ...metered(component, '0'), trail: [amountPart('Priced', amount)], ...others }
}

/** A charge before it is priced. */
export function metered(component: string, quantity: Exact, others: Partial<ChargeDraft> = {}): ChargeDraft {
  return {
    key: component, component, dimensions: {}, ...november, meter: component, billing: 'arrears', measured: quantity, quantity,
    allowances: [], trail: [], adjustments: [], model: 'per_unit@1', stages: [], ...others,
  }
}

interface Run extends Pick<ProgramStage, 'of'> {
  readonly config: object
  readonly facts?: Facts
  readonly carryIn?: Carry
  readonly context?: Partial<StageContext>
}

/** A program of one stage with one rule, both called `x`, over charges; its configuration and all records pass through JSON. */
export function runStage(stage: Stage, drafts: readonly ChargeDraft[], { config, facts = {}, carryIn = {}, context: others, of }: Run): ProgramResult {
  const table = stageTable([stage])
  const use = { id: 'x', use: stageName(stage.manifest), ...(of === undefined ? {} : { of }), rules: [{ id: 'x', config }] }
  const program = checkProgram(viaJson({ stages: [use] }), table)
  return runProgram(viaJson({ program, drafts, facts, context: { ...context, ...others }, carryIn }), { table })
}

function viaJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** Charges as a rate card reads them. */
export function amountsOf({ drafts }: ProgramResult): readonly (readonly [string, Exact])[] {
  return drafts.map((draft) => [draft.component, amountOf(draft)])
}

/** What is left to be priced of each charge. */
export function unitsOf({ drafts }: ProgramResult): readonly Exact[] {
  return drafts.map(({ quantity }) => quantity)
}

/** What the stage hands on for a subscription. */
export function stateOf({ carryOut }: ProgramResult, scope = '["x",null]'): unknown {
  return (carryOut as { readonly x?: JsonObject }).x?.[scope]
}
