import { builtInStages } from '../adjustments/built-in-stages.js'
import type { SubscribedPlans } from '../catalog/terms/subscribed-plans.js'
import { stageOf, type Program } from '../charges/pipeline/program.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { packsNeeded } from '../charges/producers/price-producers.js'
import { possiblePrices, type PossiblePrice } from './possible-prices.js'

/** The packs that are made of events one by one. */
export type EventPack = 'ratedEvents' | 'timeEntries'

/** What rating a subscription reads of the events of a meter beside its usage. */
export interface EventFactsNeeded {
  readonly meter: string
  readonly packs: readonly EventPack[]
  /** Where amounts stand in the data, for a price that reads them. */
  readonly amountPath?: string
}

export interface NeedOptions {
  readonly stages?: StageTable
  /** Programs beside those of the plans. */
  readonly programs?: readonly Program[]
}

const eventPacks: readonly EventPack[] = ['ratedEvents', 'timeEntries']

/**
 * The meters whose events rating must be given one by one, and as what: those of prices that need it, such as a fee per transaction, and all
 * meters of a plan with a stage that declares such a pack. Empty for most plans: they are priced by usage alone.
 */
export function eventFactsNeeded(contract: SubscribedPlans, { stages = builtInStages, programs = [] }: NeedOptions = {}): readonly EventFactsNeeded[] {
  const prices = possiblePrices(contract)
  const declared = [...programs, ...contract.versions.flatMap(({ content: { program } }) => (program === undefined ? [] : [program]))].flatMap((program) => declaredPacks(program, stages))
  const meters = [...new Set(prices.flatMap(({ meter }) => (meter === undefined ? [] : [meter])))].sort()
  return meters.flatMap((meter) => {
    const own = prices.filter((price) => price.meter === meter)
    const packs = eventPacks.filter((pack) => declared.includes(pack) || own.some(({ price }) => packsNeeded(price).includes(pack)))
    return packs.length === 0 ? [] : [{ meter, packs, ...amountPathOf(own) }]
  })
}

function declaredPacks({ stages: used }: Program, stages: StageTable): readonly string[] {
  return used.flatMap(({ id, use }) => stageOf(stages, use, `program.${id}`).manifest.facts.map(({ pack }) => pack))
}

function amountPathOf(prices: readonly PossiblePrice[]): Pick<EventFactsNeeded, 'amountPath'> {
  const [path] = prices.flatMap(({ price }) => (price.model === 'dynamic' ? [price.amountPath ?? 'amount'] : []))
  return path === undefined ? {} : { amountPath: path }
}
