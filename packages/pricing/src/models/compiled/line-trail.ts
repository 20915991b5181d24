import { printUnits, safeUnitsAt } from '@farthing/core'
import type { ChargePart, RatedPrice } from '../charge-part.js'
import type { Curve, LineTrail } from './curve.js'
import { lineHolding, type LineTable } from './line-table.js'

/** {@link LineTrail} in units of a table. */
export interface TableTrail extends Pick<LineTrail, 'before' | 'last'> {
  readonly takenUnits: number
  readonly paidUnits: number
}

/** The trails of a curve by line, where every line has one. */
export function tableTrails({ lines }: Curve, { scale, amountScale }: LineTable): readonly TableTrail[] | undefined {
  const trails = lines.flatMap(({ trail }) => {
    if (trail === undefined) return []
    const { before, last, taken, paid } = trail
    return [{ before, last, takenUnits: safeUnitsAt(taken, scale), paidUnits: safeUnitsAt(paid, amountScale) }]
  })
  return trails.length === lines.length ? trails : undefined
}

/** A quantity's amount with its parts, or nothing where safe integers cannot carry it. At zero fees are another matter: also nothing. */
export function trailOf(table: LineTable, trails: readonly TableTrail[], units: number): RatedPrice | undefined {
  if (Number.isNaN(units) || (units === 0 && table.atZero !== undefined)) return undefined
  const line = lineHolding(table.ends, units)
  const trail = trails[line]
  const { [line]: slope = 0 } = table.slopes
  const { [line]: start = 0 } = table.starts
  const { [line]: reach = -1 } = table.reaches
  if (trail === undefined || Math.abs(units) > reach) return undefined
  const amount = start + slope * units
  const ownUnits = amount - trail.paidUnits
  if (!Number.isSafeInteger(ownUnits)) return undefined
  const quantity = printUnits(units - trail.takenUnits, table.scale)
  const { label, tier, unit, flat } = trail.last
  const printed = { quantity, unit, flat, amount: printUnits(ownUnits, table.amountScale) }
  const part: ChargePart = tier === undefined ? { label, ...printed } : { label, tier, ...printed }
  return { amount: printUnits(amount, table.amountScale), parts: [...trail.before, part] }
}
