import { fail, type JsonObject } from '@farthing/core'
import { readRecord } from '../../models/read-fields.js'
import type { Price, PriceModelName } from '../../models/price.js'
import type { PriceFacts } from '../../models/price-facts.js'
import { ratePrice } from '../../models/rate-price.js'
import type { ChargeDraft } from '../pipeline/charge-draft.js'
import { defineStage } from '../pipeline/define-stage.js'
import type { FactNeed } from '../pipeline/manifest.js'
import type { Stage, StageInput } from '../pipeline/stage.js'

/** What tells one producer from another. */
export interface ProducerDefinition {
  readonly name: string
  readonly version: number
  /** Models whose prices it applies. */
  readonly models: readonly PriceModelName[]
  /** Packs that it reads beside the quantity of the charge. */
  readonly facts?: readonly FactNeed[]
  /** What the price is applied to beside quantity, dimensions and carry. */
  readonly read?: (charge: ChargeDraft, input: StageInput) => Partial<PriceFacts>
}

/** The stage that applies prices of some models, each charge by itself. Its configuration is empty: a price is the plan's to say. */
export function priceProducer({ name, version, models, facts = [], read }: ProducerDefinition): Stage {
  return defineStage({
    manifest: { name, version, kind: 'price', scope: 'charge', facts, limits: { charges: 1, effects: 1 } },

    check(config, field) {
      readRecord(config, field, [])
      return {}
    },

    run(input) {
      const [charge] = input.charges
      if (charge === undefined) return { effects: [] }
      const price = priceOf(charge, models, name)
      const { dimensions, quantity } = charge
      const { parts, carry } = ratePrice(price, { quantity, dimensions, carry: input.carry, ...read?.(charge, input) })
      return { effects: [{ kind: 'price', charge: charge.key, parts }], ...(carry === undefined ? {} : { carry }) }
    },
  })
}

function priceOf({ key, price }: ChargeDraft, models: readonly PriceModelName[], name: string): Price {
  if (price !== undefined && models.includes(price.model)) return price
  const because = `is handed ${key}, which ${price === undefined ? 'has no price' : `is priced by ${price.model}`}, and it applies ${models.join(', ')}`
  return fail('program.invalid', { field: `program.${name}.of`, because, facts: { charge: key, models } satisfies JsonObject })
}
