import { add, compare, divide, largest, multiply, negate, smallest, type Exact } from '@farthing/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, type ChargeDraft } from '../charges/pipeline/charge-draft.js'
import { defineStage } from '../charges/pipeline/define-stage.js'
import type { Stage, StageEffect } from '../charges/pipeline/stage.js'
import { amountPart } from './amount/amount-part.js'
import { bundleFlatRate } from './amount/bundle-flat-rate.js'
import { capTotal } from './amount/cap-total.js'
import { categoryCoupons } from './amount/category-coupons.js'
import { discountable } from './amount/discountable.js'
import { fixedDiscount } from './amount/fixed-discount.js'
import { percentDiscount } from './amount/percent-discount.js'
import { commitDrawdown } from './commitments/commit-drawdown.js'
import { minimumCommitment } from './commitments/minimum-commitment.js'
import { settleCommitment } from './commitments/settle-commitment.js'
import { allowUnits } from './quantity/allow-units.js'
import { firstNFree } from './quantity/first-n-free.js'
import { freemium } from './quantity/freemium.js'
import { includedQuantity } from './quantity/included-quantity.js'
import { november, runStage } from './test/run-stage.js'
import { arbitraryCharges, arbitraryFigure, assertNothingBelowZero, assertOrderFree, assertRunsSum, assertUnitsSum, takenFrom, totalOf } from './test/stage-laws.js'

const percents = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => multiply(`${hundredths}`, '0.01'))
const positive = arbitraryFigure.map((figure) => add(figure, '0.01'))
const spreads = fc.constantFrom('exact', 'minor_units')
const contract = { id: 'c', kind: 'prepaid', currency: 'EUR', from: november.from, to: '2027-11-01T00:00:00.000000Z' }

const configs = {
  percent: percents.map((percent) => ({ percent })),
  fixed: fc.record({ amount: arbitraryFigure, spread: spreads, overDiscount: fc.constant('capped') }),
  cap: fc.record({ amount: arbitraryFigure, as: fc.constantFrom('charge', 'discounts') }),
  coupons: fc.tuple(positive, percents, spreads, fc.constantFrom('given', 'percentage_first')).map(([amount, percent, spread, order]) => ({
    coupons: [{ id: 'a', amount }, { id: 'p', percent }, { id: 'b', amount, uses: 'forever' }], spread, order,
  })),
  drawdown: positive.map((amount) => ({ contract: { ...contract, amount } })),
  bundle: arbitraryFigure.map((amount) => ({ amount, label: 'Bundle' })),
  minimum: arbitraryFigure.map((amount) => ({ amount })),
}

const discounts: readonly (readonly [string, Stage, fc.Arbitrary<object>])[] = [
  ['percent-discount', percentDiscount, configs.percent],
  ['fixed-discount', fixedDiscount, configs.fixed],
  ['cap-total', capTotal, configs.cap],
  ['category-coupons', categoryCoupons, configs.coupons],
  ['commit-drawdown', commitDrawdown, configs.drawdown],
]

describe('nothing is taken below zero', () => {
  it.each(discounts)('%s', (_, stage, config) => assertNothingBelowZero(stage, config))
})

describe('the order of charges does not matter', () => {
  it.each([...discounts, ['minimum-commitment', minimumCommitment, configs.minimum] as const, ['bundle-flat-rate', bundleFlatRate, configs.bundle] as const])('%s', (_, stage, config) => assertOrderFree(stage, config))
})

describe('a period comes to the same in two runs as in one', () => {
  const settled = arbitraryFigure.chain((amount) => fc.constantFrom({ amount, settle: 'period' }, { amount, settle: 'period', proration: 'none' }))
  const kept = positive.map((amount) => ({ coupons: [{ id: 'a', amount }] }))
  it.each<readonly [string, Stage, fc.Arbitrary<object>]>([
    ['cap-total', capTotal, configs.cap],
    ['fixed-discount', fixedDiscount, configs.fixed],
    ['percent-discount', percentDiscount, configs.percent],
    ['category-coupons', categoryCoupons, kept],
    ['minimum-commitment', minimumCommitment, settled],
    ['commit-drawdown', commitDrawdown, configs.drawdown],
  ])('%s', (_, stage, config) => assertRunsSum(stage, config))

  it.each<readonly [string, Stage, fc.Arbitrary<object>]>([
    ['included-quantity', includedQuantity, arbitraryFigure.map((quantity) => ({ quantity }))],
    ['first-n-free', firstNFree, fc.record({ quantity: arbitraryFigure, over: fc.constantFrom('life', 'period') })],
    ['freemium, where the excess is paid for', freemium, arbitraryFigure.map((upTo) => ({ upTo, above: 'excess' }))],
  ])('%s', (_, stage, config) => assertUnitsSum(stage, config))
})

describe('what is shared out sums to what there is to share', () => {
  it('fixed-discount takes its amount, or what is left', () => {
    fc.assert(fc.property(arbitraryCharges, configs.fixed, (charges, config) => {
      const taken = takenFrom(charges, runStage(fixedDiscount, charges, { config }))
      expect(taken).toBe(smallest(config.amount, discountable(charges).total))
    }), { numRuns: 1000 })
  })

  it('bundle-flat-rate comes to its rate', () => {
    fc.assert(fc.property(arbitraryCharges, configs.bundle, (charges, config) => {
      const positiveOnly = charges.filter((charge) => compare(amountOf(charge), '0') >= 0)
      expect(totalOf(runStage(bundleFlatRate, positiveOnly, { config }).drafts)).toBe(add(config.amount, '0'))
    }), { numRuns: 1000 })
  })

  it('cap-total comes to the smaller, minimum-commitment to the larger of both', () => {
    fc.assert(fc.property(arbitraryCharges, arbitraryFigure, (charges, amount) => {
      const before = totalOf(charges)
      expect(totalOf(runStage(capTotal, charges, { config: { amount } }).drafts)).toBe(smallest(before, amount))
      expect(totalOf(runStage(minimumCommitment, charges, { config: { amount } }).drafts)).toBe(largest(before, amount))
    }), { numRuns: 1000 })
  })

  it('settleCommitment accounts for everything', () => {
    fc.assert(fc.property(arbitraryFigure, arbitraryFigure, (committed, used) => {
      const { utilized, overage, surcharge, trueUp, total } = settleCommitment({ committed, used, overageFactor: '1.25' })
      expect(total).toBe(add(add(utilized, overage), trueUp))
      expect(total).toBe(add(largest(committed, used), surcharge))
    }), { numRuns: 1000 })
  })
})

describe('the laws catch', () => {
  const shared = { name: 'sabotage', version: 1, scope: 'subscription', facts: [], limits: { charges: 100, effects: 100 } } as const
  const sabotage = (run: (charges: readonly ChargeDraft[]) => readonly StageEffect[]) => defineStage({ manifest: { ...shared, kind: 'amount', step: 'discount' }, check: () => ({}), run: ({ charges }) => ({ effects: run(charges) }) })
  const off = (charge: ChargeDraft, amount: Exact): StageEffect => ({ kind: 'adjust', charge: charge.key, amount: negate(amount), label: 'Off' })
  const any = fc.constant({})

  it.each([
    ['a credit of its own that is larger than the charges', () => assertNothingBelowZero(sabotage(() => [{ kind: 'add', label: 'Off', parts: [amountPart('Off', '-1')] }]), any)],
    ['a discount by turns', () => {
      let turn = 0
      assertOrderFree(sabotage((charges) => (turn++ % 2 === 0 ? charges.map((charge) => off(charge, divide(amountOf(charge), '2'))) : [])), any)
    }],
    ['a discount that every run gives anew', () => assertRunsSum(sabotage((charges) => charges.map((charge) => off(charge, smallest('1', amountOf(charge))))), any)],
    ['units that every run allows anew', () => {
      const allowing = defineStage({ manifest: { ...shared, kind: 'quantity' }, check: () => ({}), run: ({ charges }) => ({ effects: allowUnits(charges, { available: '1', label: 'Free' }).effects }) })
      assertUnitsSum(allowing, any)
    }],
  ])('%s', (_, law) => {
    expect(law).toThrow('Property failed')
  })
})
