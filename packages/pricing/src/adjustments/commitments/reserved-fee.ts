import { isZero, multiply } from '@farthing/core'
import { chargePart } from '../../models/charge-part.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { activeShare } from '../billed-share.js'
import { checkReservation, type Reservation } from './reservation.js'

/**
 * The fee for reserved capacity, in advance: its units for the time of the period in which it holds, at its own price. The allowance beside it
 * is the stage `included-quantity`, for as much of the time.
 */
export const reservedFee = /* @__PURE__ */ defineStage<Reservation>({
  manifest: { name: 'reserved-fee', version: 1, kind: 'price', scope: 'subscription', prices: false, facts: [], limits: { charges: 1_000_000, effects: 1 } },
  check: checkReservation,

  run({ config, context }) {
    const { quantity, unit, label = 'Reserved' } = config
    const units = multiply(quantity, activeShare(context, config))
    return { effects: isZero(units) ? [] : [{ kind: 'add', label, billing: 'advance', parts: [chargePart({ label, quantity: units, unit })] }] }
  },
})
