import { stageTable } from '../charges/pipeline/stage-table.js'
import type { StageTable } from '../charges/pipeline/stage.js'
import { priceProducers } from '../charges/producers/price-producers.js'
import { bundleFlatRate } from './amount/bundle-flat-rate.js'
import { capTotal } from './amount/cap-total.js'
import { categoryCoupons } from './amount/category-coupons.js'
import { fixedDiscount } from './amount/fixed-discount.js'
import { manualAdjustments } from './amount/manual-adjustments.js'
import { percentDiscount } from './amount/percent-discount.js'
import { accountCommitDrawdown, commitDrawdown } from './commitments/commit-drawdown.js'
import { accountMinimumCommitment, minimumCommitment } from './commitments/minimum-commitment.js'
import { reservedFee } from './commitments/reserved-fee.js'
import { firstNFree } from './quantity/first-n-free.js'
import { freemium } from './quantity/freemium.js'
import { includedQuantity } from './quantity/included-quantity.js'
import { quantityGrants } from './quantity/quantity-grants.js'

/** Every stage that ships, by name with version. A host with stages of its own passes `{ ...builtInStages, 'own@1': stage }`. */
export const builtInStages: StageTable = {
  ...priceProducers,
  .../* @__PURE__ */ stageTable([includedQuantity, freemium, firstNFree, quantityGrants, reservedFee]),
  .../* @__PURE__ */ stageTable([percentDiscount, fixedDiscount, bundleFlatRate, capTotal, categoryCoupons]),
  .../* @__PURE__ */ stageTable([minimumCommitment, accountMinimumCommitment, commitDrawdown, accountCommitDrawdown, manualAdjustments]),
}
