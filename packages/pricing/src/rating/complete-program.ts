import { compareBytes, fail } from '@farthing/core'
import type { Components } from '../catalog/price-book.js'
import type { ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { stageOf, type Program, type ProgramStage } from '../charges/pipeline/program.js'
import { isSelected } from '../charges/pipeline/select-charges.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { standardProducer } from '../charges/producers/price-producers.js'

/**
 * A program that prices every draft: where it names no producer for one, the standard one of its model stands after its quantity stages.
 *
 * @throws `program.invalid` for a stage with the key of a component, whose charges could not be told apart, and for one of scope `account`
 */
export function completeProgram(program: Program, drafts: readonly ChargeDraft[], components: Components, table: StageTable): Program {
  const manifestOf = ({ use }: ProgramStage) => stageOf(table, use, `program.${use}`).manifest
  const own = program.stages.filter((stage) => manifestOf(stage).kind === 'price')
  const pricing = own.filter((stage) => manifestOf(stage).prices !== false)
  const unpriced = drafts.filter((draft) => !pricing.some(({ of }) => isSelected(draft, of)))
  const before = program.stages.filter((stage) => manifestOf(stage).kind === 'quantity')
  const after = program.stages.filter((stage) => manifestOf(stage).kind === 'amount')
  const stages = [...before, ...standardStages(unpriced), ...own, ...after]
  refuseSharedNames(stages, components)
  const pooled = program.stages.find((stage) => manifestOf(stage).scope === 'account')
  if (pooled !== undefined) fail('program.invalid', { field: `program.${pooled.id}`, because: `is ${pooled.use}, which runs over an account and not over a subscription`, facts: { id: pooled.id } })
  return { stages }
}

/**
 * One stage for each producer that is needed. Its id has no version, so that what it carries survives a new one; its only rule is called `price`.
 * Components say whose charges it prices, and models besides where the price of one of them became that of another producer.
 */
function standardStages(drafts: readonly ChargeDraft[]): readonly ProgramStage[] {
  const priced = drafts.flatMap(({ component, price }) => (price === undefined ? [] : [{ component, model: price.model, use: standardProducer(price.model) }]))
  return [...new Set(priced.map(({ use }) => use))].sort(compareBytes).map((use) => {
    const own = priced.filter((each) => each.use === use)
    const components = namesOf(own.map(({ component }) => component))
    const isShared = priced.some((each) => each.use !== use && components.includes(each.component))
    const of = { components, ...(isShared ? { models: namesOf(own.map(({ model }) => model)) } : {}) }
    return { id: `price:${use.split('@')[0] ?? use}`, use, of, rules: [{ id: 'price', config: {} }] }
  })
}

function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort(compareBytes)
}

function refuseSharedNames(stages: readonly ProgramStage[], components: Components): void {
  const shared = stages.find(({ id }) => Object.hasOwn(components, id))
  if (shared === undefined) return
  fail('program.invalid', { field: `program.${shared.id}`, because: 'has the key of a component', facts: { id: shared.id } })
}
