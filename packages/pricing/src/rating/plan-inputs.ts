import { builtInStages } from '../adjustments/built-in-stages.js'
import type { Components } from '../catalog/price-book.js'
import type { SubscribedPlans } from '../catalog/terms/subscribed-plans.js'
import { planFacts, type AvailablePack, type FactPlan, type PlannedStage } from '../charges/facts/plan-facts.js'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { checkProgram, stageOf, type Program } from '../charges/pipeline/program.js'
import { isSelected } from '../charges/pipeline/select-charges.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { packsNeeded } from '../charges/producers/price-producers.js'
import { completeProgram } from './complete-program.js'
import type { Contract } from './contract.js'

/** The plan versions of a subscription, and the program that runs in place of theirs; see `resolveProgram`. */
export interface PlannedTerms extends Pick<SubscribedPlans, 'versions'> {
  readonly program?: Program
}

export interface InputOptions {
  /** The built-in ones unless given. */
  readonly stages?: StageTable
  /** Every pack in its newest version unless given. */
  readonly available?: readonly AvailablePack[]
}

/**
 * What rating these subscriptions reads beside the plans themselves: the facts of the stages of their programs and of the producers of their
 * prices, before any of it is loaded. Pure.
 *
 * @throws what `checkProgram` throws; `program.invalid` for a program that cannot work with the components
 */
export function planInputs(contracts: readonly PlannedTerms[], { stages: table = builtInStages, available }: InputOptions = {}): FactPlan {
  const stages = contracts.flatMap(({ versions, program }) => versions.flatMap(({ content }) => plannedStages(content.components, program ?? content.program ?? { stages: [] }, table)))
  return planFacts(stages, available)
}

/** What a contract is rated by, for {@link planInputs}: its pieces, and the program that runs. */
export function plannedTerms({ planVersion, pieces, program }: Contract): PlannedTerms {
  const versions = pieces?.map(({ components }) => ({ ...planVersion, content: { ...planVersion.content, components } })) ?? [planVersion]
  return { versions, ...(program === undefined ? {} : { program }) }
}

function plannedStages(components: Components, program: Program, table: StageTable): readonly PlannedStage[] {
  const drafts = Object.entries(components).map(([key, component]) => draftOf(key, component))
  const completed = completeProgram(checkProgram(program, table), drafts, components, table)
  return completed.stages.map(({ id, use, of }) => {
    const { manifest } = stageOf(table, use, `program.${id}`)
    const priced = manifest.kind === 'price' && manifest.scope === 'charge' ? drafts.filter((draft) => isSelected(draft, of)) : []
    return { id, manifest, needs: priced.flatMap(({ price }) => (price === undefined ? [] : packsNeeded(price))) }
  })
}

/** A component in the form in which selectors see its charges. */
function draftOf(component: string, { meter, product, category, price }: Components[string]): ChargeDraft {
  const shown = { ...(meter === undefined ? {} : { meter }), ...(product === undefined ? {} : { product }), ...(category === undefined ? {} : { category }) }
  return {
    key: component, component, from: '', to: '', dimensions: {}, ...shown, billing: 'arrears', price, measured: '0', quantity: '0', allowances: [], trail: [], adjustments: [],
    model: '', stages: [],
  }
}
