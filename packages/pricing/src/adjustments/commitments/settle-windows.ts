import { add, addAll, divide, durationMs, epochMsOf, isZero, largest, multiply, round, subtract, type Decimal, type Exact } from '@farthing/core'
import type { ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { StageContext } from '../../charges/pipeline/stage.js'
import type { MinimumCommitment } from './minimum-config.js'
import { settleCommitment } from './settle-commitment.js'

export interface SettledWindows {
  readonly trueUp: Exact
  readonly surcharge: Exact
}

/**
 * Holds each window of a charge's usage against its own commitment. A window costs its share of the charge, in proportion to its usage: with
 * one price a unit that is exactly its own cost. Usage that is not kept by window is one window.
 *
 * A window without usage is due in full; a commitment in units then has the price of the charge's other usage, and none where nothing was used.
 */
export function settleWindows(charge: ChargeDraft, cost: Exact, config: MinimumCommitment, { billed }: StageContext): SettledWindows {
  const { parts = [{ quantity: charge.quantity }] } = charge
  const quantity = addAll(parts.map((part) => part.quantity))
  const unit = isZero(quantity) ? '0' : divide(cost, quantity)
  const committed = config.amount ?? multiply(config.quantity ?? '0', unit)
  const settled = parts.map((part) => settleCommitment({ ...config, committed, used: multiply(part.quantity, unit) }))
  const idle = config.window === undefined ? '0' : largest(subtract(windowsIn(billed, config.window), `${parts.length}`), '0')
  const idleDue = multiply(idle, settleCommitment({ ...config, committed, used: '0' }).trueUp)
  return { trueUp: add(addAll(settled.map(({ trueUp }) => trueUp)), idleDue), surcharge: addAll(settled.map(({ surcharge }) => surcharge)) }
}

/** A started window is one. */
function windowsIn({ from, to }: StageContext['billed'], window: NonNullable<MinimumCommitment['window']>): Decimal {
  const lengthMs = `${epochMsOf(to) - epochMsOf(from)}` as const
  return round(divide(lengthMs, `${durationMs(window)}`), { mode: 'up', exponent: 0 })
}
