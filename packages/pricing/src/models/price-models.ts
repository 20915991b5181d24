import { flatModel } from './flat.js'
import { graduatedModel } from './graduated.js'
import { perUnitModel } from './per-unit.js'
import type { Price, PriceModelName } from './price.js'
import type { PriceModel } from './price-model.js'

/** Every price model by name. A new model is a file, a member of `Price` and a line here. */
export const priceModels: { readonly [M in PriceModelName]: PriceModel<Extract<Price, { readonly model: M }>> } = {
  flat: flatModel,
  per_unit: perUnitModel,
  graduated: graduatedModel,
}

export const priceModelNames = Object.keys(priceModels) as readonly PriceModelName[]

/** The model of a price. */
export function priceModelOf(price: Price): PriceModel<Price> {
  return priceModels[price.model]
}

/** Model name with version, such as `graduated@1`: what trails and rating keys name. */
export function priceModelVersion(price: Price): string {
  const { name, version } = priceModelOf(price)
  return `${name}@${version}`
}
