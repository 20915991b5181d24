import { fail, isZero } from '@farthing/core'
import { ratedPrice, type ChargePart, type RatedPrice } from '../../models/charge-part.js'
import type { Price, PriceModelName } from '../../models/price.js'
import type { PriceFacts } from '../../models/price-facts.js'
import { ratePrice } from '../../models/rate-price.js'
import { readRecord } from '../../models/read-fields.js'
import type { FactPackName } from '../pipeline/fact-pack.js'
import type { ChargeDraft } from '../pipeline/charge-draft.js'
import { defineStage } from '../pipeline/define-stage.js'
import type { FactNeed } from '../pipeline/manifest.js'
import type { Stage, StageInput } from '../pipeline/stage.js'
import { promisedParts } from './promised-parts.js'

/** The price of a model. */
type PriceOf<M extends PriceModelName> = Extract<Price, { readonly model: M }>

/** One charge and the price that is applied to it. */
export interface PricedCharge<P extends Price, C> {
  readonly price: P
  readonly charge: ChargeDraft
  /** What is left of the quantity for this price, with dimensions, quantities of other meters and carry. */
  readonly facts: PriceFacts
  readonly input: StageInput<C>
}

/** What tells one producer from another. */
export interface ProducerDefinition<M extends PriceModelName, C extends object> {
  readonly name: string
  readonly version: number
  /** Models whose prices it applies. */
  readonly models: readonly M[]
  /** Packs that it reads beside the quantity of the charge. */
  readonly facts?: readonly FactNeed[]
  /** Packs without which a price cannot be applied; none unless given. */
  readonly needs?: (price: PriceOf<M>) => readonly FactPackName[]
  /** Reads its configuration; an empty one unless given, because a price is the plan's to say. */
  readonly check?: (config: unknown, field: string) => C
  /** `ratePrice` of the price and the facts unless given. */
  readonly apply?: (priced: PricedCharge<PriceOf<M>, C>) => RatedPrice
}

/** A producer, with what its prices need. */
export interface PriceProducer {
  readonly stage: Stage
  readonly models: readonly PriceModelName[]
  readonly needs: (price: Price) => readonly FactPackName[]
}

/** The stage that applies prices of some models, each charge by itself; allocations with a price snapshot are priced by that. */
export function priceProducer<const M extends PriceModelName, C extends object = object>(definition: ProducerDefinition<M, C>): PriceProducer {
  const { name, version, models, facts = [], needs = () => [], check = checkNothing, apply = ({ price, facts: read }) => ratePrice(price, read) } = definition
  const stage = defineStage({
    manifest: { name, version, kind: 'price', scope: 'charge', facts, limits: { charges: 1, effects: 1 } },
    check: check as (config: unknown, field: string) => C,
    run(input: StageInput<C>) {
      const [charge] = input.charges
      if (charge === undefined) return { effects: [] }
      const price = priceOf(charge, models, name)
      const { dimensions, quantities } = charge
      const { promised, rest } = promisedParts(charge, input.context.currency)
      const measured = { quantity: rest, dimensions, carry: input.carry, ...(quantities === undefined ? {} : { quantities }) }
      const { parts, carry } = apply({ price, charge, facts: measured, input })
      return { effects: [{ kind: 'price', charge: charge.key, parts: joined(promised, parts) }], ...(carry === undefined ? {} : { carry }) }
    },
  })
  return { stage, models, needs: (price) => (isOf(price, models) ? needs(price) : []) }
}

function checkNothing(config: unknown, field: string): object {
  return readRecord(config, field, [])
}

/** Where everything was promised, steps of the catalogue's price that cost and count nothing are not shown. */
function joined(promised: readonly ChargePart[], parts: readonly ChargePart[]): readonly ChargePart[] {
  if (promised.length === 0) return parts
  return ratedPrice([...promised, ...parts.filter(({ quantity, amount }) => !isZero(quantity) || !isZero(amount))]).parts
}

function priceOf<M extends PriceModelName>({ key, price }: ChargeDraft, models: readonly M[], name: string): PriceOf<M> {
  if (price !== undefined && isOf(price, models)) return price
  const because = `is handed ${key}, which ${price === undefined ? 'has no price' : `is priced by ${price.model}`}, and it applies ${models.join(', ')}`
  return fail('program.invalid', { field: `program.${name}.of`, because, facts: { charge: key, models } })
}

function isOf<M extends PriceModelName>(price: Price, models: readonly M[]): price is PriceOf<M> {
  return models.some((model) => model === price.model)
}
