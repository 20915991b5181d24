import { add, addAll, isZero, multiply, signOf, subtract, type Exact, type JsonObject } from '@farthing/core'
import { amountOf, listAmountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { AddEffect, StageInput, StageOutput } from '../../charges/pipeline/stage.js'
import { amountPart } from '../amount/amount-part.js'
import { billedShare } from '../billed-share.js'
import { carriedFigure, isSamePeriod } from '../carried.js'
import type { MinimumCommitment } from './minimum-config.js'
import { settleCommitment } from './settle-commitment.js'
import { settleWindows } from './settle-windows.js'

/** What a minimum adds to the charges that it is handed: the true-up or the surcharge for what is beyond it. */
export function runMinimum(input: StageInput<MinimumCommitment>): StageOutput {
  return input.config.per === 'window' ? runWindows(input) : runPeriod(input)
}

function runPeriod({ charges, config, carry, context }: StageInput<MinimumCommitment>): StageOutput {
  const { amount = '0', base = 'net', proration = 'time', settle = 'run' } = config
  const before = settle === 'period' && isSamePeriod(carry, { context }) ? carry : {}
  const granted = multiply(amount, billedShare(context, proration))
  const committed = proration === 'none' ? granted : add(granted, carriedFigure(before, 'committed'))
  const earlier = carriedFigure(before, 'used')
  const used = add(earlier, addAll(charges.map(costBy(base))))
  if (settle === 'period' && context.continues === true) {
    return { effects: [], carry: { period: context.period.from, committed, used } satisfies JsonObject }
  }
  const { trueUp, surcharge } = settleCommitment({ ...config, committed, used })
  const target = base === 'net' && signOf(trueUp) > 0 ? { amount: subtract(committed, earlier), of: charges.map(({ key }) => key) } : undefined
  return { effects: addedCharge(config, { trueUp, surcharge }, target) }
}

function runWindows({ charges, config, context }: StageInput<MinimumCommitment>): StageOutput {
  const { base = 'net' } = config
  const metered = charges.filter(({ meter }) => meter !== undefined)
  const settled = metered.map((charge) => settleWindows(charge, costBy(base)(charge), config, context))
  const due = { trueUp: addAll(settled.map(({ trueUp }) => trueUp)), surcharge: addAll(settled.map(({ surcharge }) => surcharge)) }
  return { effects: addedCharge(config, due) }
}

function costBy(base: 'net' | 'list'): (charge: ChargeDraft) => Exact {
  return base === 'net' ? amountOf : listAmountOf
}

interface Due {
  readonly trueUp: Exact
  readonly surcharge: Exact
}

/** None where nothing is due. */
function addedCharge({ label = 'Minimum commitment', product, category, taxable, taxCategory }: MinimumCommitment, { trueUp, surcharge }: Due, target?: AddEffect['target']): readonly AddEffect[] {
  const parts = [
    ...(isZero(trueUp) ? [] : [amountPart(label, trueUp)]),
    ...(isZero(surcharge) ? [] : [amountPart(`${label}: overage`, surcharge)]),
  ]
  if (parts.length === 0) return []
  const hints = {
    ...(product === undefined ? {} : { product }),
    ...(category === undefined ? {} : { category }),
    ...(taxable === undefined ? {} : { taxable }),
    ...(taxCategory === undefined ? {} : { taxCategory }),
  }
  return [{ kind: 'add', label, parts, ...hints, ...(target === undefined ? {} : { target }) }]
}
