import { add, addAll, isZero, largest, multiply, negate, signOf, smallest, subtract, type Decimal, type Exact } from '@farthing/core'
import { at, oneOf, optional, readNotNegative, readRecord, readText } from '../../models/read-fields.js'
import { amountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import { defineStage } from '../../charges/pipeline/define-stage.js'
import type { StageEffect } from '../../charges/pipeline/stage.js'
import { billedShare, readProration, type StageProration } from '../billed-share.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import { amountPart } from './amount-part.js'
import { discountable } from './discountable.js'

export interface CapTotal {
  /** The most that the selected charges of a period cost together. */
  readonly amount: Decimal
  /** What holds for a part of a period; all of it, `none`, unless given. */
  readonly proration?: StageProration
  /**
   * `charge`, the default: a charge of its own takes off what is too much, and documents round it so that what is shown sums to the cap.
   * `discounts`: the last charges, in byte order of their keys, are cut.
   */
  readonly as?: 'charge' | 'discounts'
  /** Shown on what takes it off; `Cap` unless given. */
  readonly label?: string
}

/**
 * A maximum. Exactly the maximum is not cut. What earlier runs of the same period billed counts, so that a period costs no more in however
 * many runs it is rated; no run comes to less than nothing. Credits among the charges make room.
 */
export const capTotal = /* @__PURE__ */ defineStage<CapTotal>({
  manifest: { name: 'cap-total', version: 1, kind: 'amount', scope: 'subscription', step: 'cap', facts: [], limits: { charges: 10_000, effects: 10_000 } },

  check(config, field) {
    const fields = readRecord(config, field, ['amount', 'proration', 'as', 'label'])
    return {
      amount: readNotNegative(fields.amount, at(field, 'amount')),
      ...optional(fields, 'proration', field, readProration),
      ...optional(fields, 'as', field, oneOf(['charge', 'discounts'])),
      ...optional(fields, 'label', field, readText),
    }
  },

  run({ charges, config, carry, context }) {
    const { proration = 'none', as = 'charge', label = 'Cap' } = config
    const before = isSamePeriod(carry, { context }) ? carry : {}
    const granted = multiply(config.amount, billedShare(context, proration))
    const allowed = proration === 'none' ? granted : add(granted, carriedFigure(before, 'allowed'))
    const billed = carriedFigure(before, 'billed')
    const total = addAll(charges.map(amountOf))
    const excess = smallest(subtract(add(billed, total), allowed), total)
    const cut = largest(excess, '0')
    return {
      effects: isZero(cut) ? [] : as === 'charge' ? [restTo(subtract(total, cut), { cut, charges, label })] : cutLast(charges, cut, label),
      carry: { period: context.period.from, allowed, billed: add(billed, subtract(total, cut)) },
    }
  },
})

function restTo(amount: Exact, { cut, charges, label }: { readonly cut: Exact; readonly charges: readonly ChargeDraft[]; readonly label: string }): StageEffect {
  return { kind: 'add', label, parts: [amountPart(label, negate(cut))], target: { amount, of: charges.map(({ key }) => key) } }
}

/** From the last charge on, each to no less than nothing. */
function cutLast(charges: readonly ChargeDraft[], cut: Exact, label: string): readonly StageEffect[] {
  const effects: StageEffect[] = []
  let rest = cut
  for (const { charge, left } of discountable(charges).charges.toReversed()) {
    const taken = smallest(left, rest)
    if (signOf(taken) > 0) effects.push({ kind: 'adjust', charge: charge.key, amount: negate(taken), label })
    rest = subtract(rest, taken)
  }
  return effects.reverse()
}
