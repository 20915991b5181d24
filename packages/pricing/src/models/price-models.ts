import { bucketModel } from './bucket.js'
import { dynamicModel } from './dynamic.js'
import { fixedFmvModel } from './fixed-fmv.js'
import { flatModel } from './flat.js'
import { graduatedPercentageModel } from './graduated-percentage.js'
import { graduatedModel } from './graduated.js'
import { hourlyModel } from './hourly.js'
import { matrixModel } from './matrix.js'
import { packageModel } from './package.js'
import { perUnitModel } from './per-unit.js'
import { percentageModel } from './percentage.js'
import type { PriceModel } from './price-model.js'
import type { Price, PriceModelName } from './price.js'
import { stairstepModel } from './stairstep.js'
import { volumeModel } from './volume.js'

/** Every price model by name. A new model is a file, a member of `Price` and a line here. */
export const priceModels: { readonly [M in PriceModelName]: PriceModel<Extract<Price, { readonly model: M }>> } = {
  flat: flatModel,
  per_unit: perUnitModel,
  package: packageModel,
  graduated: graduatedModel,
  volume: volumeModel,
  stairstep: stairstepModel,
  percentage: percentageModel,
  graduated_percentage: graduatedPercentageModel,
  matrix: matrixModel,
  dynamic: dynamicModel,
  hourly: hourlyModel,
  bucket: bucketModel,
  fixed_fmv: fixedFmvModel,
}

export const priceModelNames = /* @__PURE__ */ Object.keys(priceModels) as readonly PriceModelName[]

/** The model of a price. */
export function priceModelOf(price: Price): PriceModel<Price> {
  return priceModels[price.model]
}

/** Model name with version, such as `graduated@1`: what trails and rating keys name. */
export function priceModelVersion(price: Price): string {
  const { name, version } = priceModelOf(price)
  return `${name}@${version}`
}
