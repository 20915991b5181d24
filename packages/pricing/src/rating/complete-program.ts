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

/** One stage for each producer that is needed. Its id has no version, so that what it carries survives a new one; its only rule is called `price`. */
function standardStages(drafts: readonly ChargeDraft[]): readonly ProgramStage[] {
  const components = new Map<string, Set<string>>()
  for (const { component, price } of drafts) {
    if (price === undefined) continue
    const use = standardProducer(price.model)
    components.set(use, (components.get(use) ?? new Set()).add(component))
  }
  return [...components]
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([use, names]) => ({ id: `price:${use.split('@')[0] ?? use}`, use, of: { components: [...names].sort(compareBytes) }, rules: [{ id: 'price', config: {} }] }))
}

function refuseSharedNames(stages: readonly ProgramStage[], components: Components): void {
  const shared = stages.find(({ id }) => Object.hasOwn(components, id))
  if (shared === undefined) return
  fail('program.invalid', { field: `program.${shared.id}`, because: 'has the key of a component', facts: { id: shared.id } })
}
