import { compare, describeValue, fail, signOf, type JsonObject } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { Components } from '../../catalog/price-book.js'
import type { ChargeSelector } from '../../charges/pipeline/select-charges.js'
import type { Program, ProgramStage } from '../../charges/pipeline/program.js'

/** All stages that see what an event costs, in the order in which they run, and all that they see. */
export interface BoundedProgram {
  readonly program?: Program
  /** Runs over all of the account. */
  readonly accountProgram?: Program
  /** Every component that the program prices, under its key: of the plan, and of what holds beside it. */
  readonly components: readonly Components[]
}

type Priced = readonly (readonly [key: string, component: Component])[]

/** Why a stage may make an event dearer; `undefined` where it cannot. */
type Doubt = (stage: ProgramStage, priced: Priced) => string | undefined

const none: Doubt = () => undefined

/**
 * Stages of which it is proven that an event adds no more with them than without. Each is one of three kinds: what it adds does not depend on usage; of what is
 * added it takes off between nothing and all; or it brings a sum up or down to a figure. Units that are free are proven where they are of one price throughout,
 * because it does not matter then which ones they are.
 */
const proven: { readonly [use: string]: Doubt } = {
  'setup-fee@1': none,
  'reserved-fee@1': none,
  'manual-adjustments@1': none,
  'percent-discount@1': none,
  'fixed-discount@1': none,
  'category-coupons@1': none,
  'cap-total@1': none,
  'minimum-commitment@1': doubtOfMinimum,
  'account-minimum-commitment@1': doubtOfMinimum,
  'commit-drawdown@1': doubtOfDrawdown,
  'account-commit-drawdown@1': doubtOfDrawdown,
  'included-quantity@1': doubtOfUnits,
  'first-n-free@1': doubtOfUnits,
  'quantity-grants@1': doubtOfUnits,
  'freemium@1': (stage, priced) => doubtOfRules(stage, ({ above = 'everything' }) => (above === 'everything' ? 'makes everything due above its bound' : undefined)) ?? doubtOfUnits(stage, priced),
}

/** They bring a sum to a figure, or take no more than there is: where one of their charges falls, others may rise. */
const minimums: readonly string[] = ['minimum-commitment@1', 'account-minimum-commitment@1']
const drawdowns: readonly string[] = ['commit-drawdown@1', 'account-commit-drawdown@1']
const balancing: readonly string[] = ['fixed-discount@1', 'category-coupons@1', 'cap-total@1', ...minimums, ...drawdowns]

/** Refuses programs with a stage that may make an event dearer. @throws `rating.bound_unproven` naming the stage and why */
export function refuseUnproven({ program, accountProgram, components }: BoundedProgram): void {
  const priced = components.flatMap((each) => Object.entries(each))
  const own = (program?.stages ?? []).map((stage) => ({ stage, field: `plan.program.${stage.id}` }))
  const placed = [...own, ...(accountProgram?.stages ?? []).map((stage) => ({ stage, field: `accountProgram.${stage.id}` }))]
  for (const [index, { stage, field }] of placed.entries()) {
    const before = placed.slice(0, index).map((earlier) => earlier.stage)
    const doubt = Object.hasOwn(proven, stage.use) ? (doubtOfOrder(stage, before) ?? proven[stage.use]?.(stage, priced)) : 'is not among the stages of which it is known'
    if (doubt === undefined) continue
    fail('rating.bound_unproven', { field, because: `is ${stage.use}, which ${doubt}`, facts: { use: stage.use, proven: Object.keys(proven) } })
  }
}

function doubtOfMinimum(stage: ProgramStage): string | undefined {
  return doubtOfRules(stage, ({ per, base, overageFactor }) => {
    if (per === 'window') return 'settles windows, whose shares of a charge move with usage'
    if (base === 'list') return 'counts list prices, which can fall while a charge does not'
    return doubtOfFactor(overageFactor)
  })
}

function doubtOfDrawdown(stage: ProgramStage): string | undefined {
  return doubtOfRules(stage, ({ overageFactor }) => doubtOfFactor(overageFactor))
}

function doubtOfRules({ rules }: ProgramStage, doubtOf: (config: JsonObject) => string | undefined): string | undefined {
  return rules.map(({ config }) => doubtOf(config)).find((doubt) => doubt !== undefined)
}

function doubtOfFactor(factor: unknown): string | undefined {
  return typeof factor === 'string' && compare(factor as `${number}`, '1') > 0 ? `has an overage factor of ${describeValue(factor)}` : undefined
}

/**
 * Where an event makes earlier usage cheaper, a stage that balances a sum lets its other charges rise by as much. Whoever then takes from some of the charges alone, and from
 * what fell among them, takes less, and the whole is dearer.
 */
function doubtOfOrder(stage: ProgramStage, before: readonly ProgramStage[]): string | undefined {
  if (!balancing.includes(stage.use)) return undefined
  const earlier = before.find(({ use }) => balancing.includes(use))
  if (isPartial(stage)) {
    if (earlier !== undefined) return `sees some of the charges that ${earlier.id} balances`
    return turnsOf(stage) > 1 ? 'balances some of the charges more than once' : undefined
  }
  const minimum = before.find(({ use }) => minimums.includes(use))
  return drawdowns.includes(stage.use) && minimum !== undefined ? `takes nothing from what ${minimum.id} adds` : undefined
}

function isPartial({ of, rules }: ProgramStage): boolean {
  return of !== undefined || rules.some(({ config }) => couponsIn(config).some((coupon) => Object.hasOwn(coupon, 'categories')))
}

function turnsOf({ rules }: ProgramStage): number {
  return rules.reduce((sum, { config }) => sum + Math.max(couponsIn(config).length, 1), 0)
}

function couponsIn({ coupons }: JsonObject): readonly object[] {
  return Array.isArray(coupons) ? coupons.filter((coupon: unknown) => typeof coupon === 'object' && coupon !== null) : []
}

/** Units of one price that rises with each of them: whichever are free, one more costs that price or nothing. */
function doubtOfUnits({ of }: ProgramStage, components: Priced): string | undefined {
  const priced = components.filter(([key, component]) => component.meter !== undefined && isFor(of, key, component))
  const [first] = priced
  const linear = priced.every(([, { price }]) => price.model === 'per_unit' && price.blocks !== 'started' && signOf(price.unit) >= 0)
  const alike = priced.every(([, { price }]) => JSON.stringify(price) === JSON.stringify(first?.[1].price))
  if (linear && alike) return undefined
  return linear ? 'frees units of several prices' : 'frees units of a price that is not the same for all of them'
}

function isFor({ components, meters, products, categories, models }: ChargeSelector = {}, key: string, { meter, product, category, price }: Component): boolean {
  const isAmong = (name: string | undefined, names: readonly string[] | undefined) => names === undefined || (name !== undefined && names.includes(name))
  return isAmong(key, components) && isAmong(meter, meters) && isAmong(product, products) && isAmong(category, categories) && isAmong(price.model, models)
}
