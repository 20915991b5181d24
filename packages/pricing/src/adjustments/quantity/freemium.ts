import { add, addAll, compare, largest, signOf, subtract, type Decimal } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import { allowUnits } from './allow-units.js'

export interface Freemium {
  /** Usage of a period up to this, inclusive, is free; that of all selected charges together. */
  readonly upTo: Decimal
  /** What is paid for above it: `everything`, the default, from the first unit on, or the `excess` alone. */
  readonly above?: 'everything' | 'excess'
  /** Shown on the charge; `Free` unless given. */
  readonly label?: string
}

/**
 * Nothing is due as long as a period stays small: with a bound of 1,000, usage of 1,000 is free, and 1,001 units cost 1,001 (or 1 where
 * the excess alone is paid for).
 *
 * Where a period is rated in several runs, each is judged by the period's usage so far; what was free in an earlier run stays so.
 */
export const freemium = /* @__PURE__ */ defineStage<Freemium>({
  manifest: { name: 'freemium', version: 1, kind: 'quantity', scope: 'subscription', facts: [], limits: { charges: 10_000, effects: 10_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['upTo', 'above', 'label'])
    return {
      upTo: readNotNegative(fields.upTo, at(field, 'upTo')),
      ...optional(fields, 'above', field, oneOf(['everything', 'excess'])),
      ...optional(fields, 'label', field, readText),
    }
  },

  run({ charges, config, carry, context }) {
    const { upTo, above = 'everything', label = 'Free' } = config
    const before = isSamePeriod(carry, { context }) ? carriedFigure(carry, 'used') : '0'
    const units = addAll(charges.map(({ quantity }) => quantity).filter((quantity) => signOf(quantity) > 0))
    const used = add(before, units)
    const isPaid = compare(used, upTo) > 0 && above === 'everything'
    const { effects } = allowUnits(charges, { available: isPaid ? '0' : largest(subtract(upTo, before), '0'), label })
    return { effects, carry: { period: context.period.from, used } }
  },
})
