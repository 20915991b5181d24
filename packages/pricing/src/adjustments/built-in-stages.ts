import type { StageTable } from '../charges/pipeline/stage.js'
import { priceProducers } from '../charges/producers/price-producers.js'

/** Every stage that ships, by name with version. A host with stages of its own passes `{ ...builtInStages, 'own@1': stage }`. */
export const builtInStages: StageTable = { ...priceProducers }
