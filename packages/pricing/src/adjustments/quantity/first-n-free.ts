import { add, largest, subtract, type Decimal } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import { allowUnits } from './allow-units.js'

export interface FirstNFree {
  readonly quantity: Decimal
  /** The first units of the subscription's whole `life`, the default, or of each `period`. */
  readonly over?: 'life' | 'period'
  /** Shown on the charge; `Free` unless given. */
  readonly label?: string
}

/**
 * The first units cost nothing, those of all selected charges together, served in byte order of their keys. Hands on how many were taken,
 * so that a larger `quantity` later gives the difference.
 */
export const firstNFree = /* @__PURE__ */ defineStage<FirstNFree>({
  manifest: { name: 'first-n-free', version: 1, kind: 'quantity', scope: 'subscription', facts: [], limits: { charges: 10_000, effects: 10_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['quantity', 'over', 'label'])
    return {
      quantity: readNotNegative(fields.quantity, at(field, 'quantity')),
      ...optional(fields, 'over', field, oneOf(['life', 'period'])),
      ...optional(fields, 'label', field, readText),
    }
  },

  run({ charges, config, carry, context }) {
    const { quantity, over = 'life', label = 'Free' } = config
    const before = over === 'life' || isSamePeriod(carry, { context }) ? carriedFigure(carry, 'taken') : '0'
    const { effects, taken } = allowUnits(charges, { available: largest(subtract(quantity, before), '0'), label })
    return { effects, carry: { period: context.period.from, taken: add(before, taken) } }
  },
})
