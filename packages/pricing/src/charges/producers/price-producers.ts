import type { Price, PriceModelName } from '../../models/price.js'
import type { FactPackName } from '../pipeline/fact-pack.js'
import { stageName } from '../pipeline/manifest.js'
import { stageTable } from '../pipeline/stage-table.js'
import type { StageTable } from '../pipeline/stage.js'
import { dynamicProducer } from './dynamic-producer.js'
import { fixedFmvProducer } from './fixed-fmv-producer.js'
import { hourlyProducer } from './hourly-producer.js'
import { percentageProducer } from './percentage-producer.js'
import { pooledTiers } from './pooled-tiers.js'
import { priceProducer, type PriceProducer } from './price-producer.js'
import { setupFee } from './setup-fee.js'
import { usageTiersProducer } from './usage-tiers-producer.js'

/** The producer of each price model. One for several models where a unit's price depends on tiers. */
const producers: readonly PriceProducer[] = [
  /* @__PURE__ */ priceProducer({ name: 'flat', version: 1, models: ['flat'] }),
  /* @__PURE__ */ priceProducer({ name: 'per-unit', version: 1, models: ['per_unit'] }),
  /* @__PURE__ */ priceProducer({ name: 'package', version: 1, models: ['package'] }),
  usageTiersProducer,
  percentageProducer,
  /* @__PURE__ */ priceProducer({ name: 'graduated-percentage', version: 1, models: ['graduated_percentage'] }),
  /* @__PURE__ */ priceProducer({ name: 'matrix', version: 1, models: ['matrix'] }),
  dynamicProducer,
  hourlyProducer,
  /* @__PURE__ */ priceProducer({ name: 'bucket-overage', version: 1, models: ['bucket'] }),
  fixedFmvProducer,
]

/** Every price stage that ships, by name with version. */
export const priceProducers: StageTable = /* @__PURE__ */ stageTable([.../* @__PURE__ */ producers.map(({ stage }) => stage), setupFee, pooledTiers])

/** Name with version of the producer that applies prices of a model unless a program names another. */
export function standardProducer(model: PriceModelName): string {
  const found = producers.find(({ models }) => models.includes(model))
  return found === undefined ? model : stageName(found.stage.manifest)
}

/** Packs without which the standard producer cannot apply a price: `ratedEvents` for a fee per transaction, `timeEntries` for hours. */
export function packsNeeded(price: Price): readonly FactPackName[] {
  return producers.flatMap(({ needs }) => needs(price))
}
