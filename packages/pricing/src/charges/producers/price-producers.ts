import type { PriceModelName } from '../../models/price.js'
import { stageName } from '../pipeline/manifest.js'
import { stageTable } from '../pipeline/stage-table.js'
import type { Stage, StageTable } from '../pipeline/stage.js'
import { priceProducer } from './price-producer.js'

/** The producer of each price model. One for several models where a unit's price depends on tiers. */
const producers: readonly (readonly [Stage, readonly PriceModelName[]])[] = /* @__PURE__ */ (
  [
    ['flat', ['flat']],
    ['per-unit', ['per_unit']],
    ['package', ['package']],
    ['usage-tiers', ['graduated', 'volume', 'stairstep']],
    ['percentage', ['percentage']],
    ['graduated-percentage', ['graduated_percentage']],
    ['matrix', ['matrix']],
    ['dynamic', ['dynamic']],
    ['hourly', ['hourly']],
    ['bucket-overage', ['bucket']],
    ['fixed-fmv', ['fixed_fmv']],
  ] as const
).map(([name, models]) => [priceProducer({ name, version: 1, models }), models])

/** Every producer by name with version. */
export const priceProducers: StageTable = /* @__PURE__ */ stageTable(/* @__PURE__ */ producers.map(([stage]) => stage))

/** Name with version of the producer that applies prices of a model unless a program names another. */
export function standardProducer(model: PriceModelName): string {
  const found = producers.find(([, models]) => models.includes(model))
  return found === undefined ? model : stageName(found[0].manifest)
}
