import { add, addAll, compare, type Exact } from '@farthing/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstNFree, freemium, includedQuantity } from '../../adjustments/program-stages.js'
import { plan } from '../../catalog/plan.js'
import { bucket, graduated, packaged, perUnit, stairstep, volume } from '../../catalog/price-constructors.js'
import { publishPlan } from '../../catalog/publish-plan.js'
import type { ProgramStage } from '../../charges/pipeline/program.js'
import { rate, type RatingInput } from '../rate.js'
import { october2026, used } from '../test/october.js'
import { freeUnits } from './free-units.js'

const units = fc.integer({ min: 1, max: 200 }).map((count) => `${count}` as const)
const usedUnits = fc.integer({ min: 0, max: 260 }).map((count) => `${count}` as const)
const freeFirst = units.map((upTo) => [{ upTo, unit: '0' as const }, { unit: '0.05' as const }] as const)

/** A price of one meter that costs something beyond what it gives free. */
const priceOf = <const M extends string>(meter: M) =>
  fc.oneof(
    fc.constant(perUnit(meter, '1')),
    freeFirst.map((tiers) => graduated(meter, tiers)),
    freeFirst.map((tiers) => volume(meter, tiers)),
    units.map((free) => packaged(meter, { size: '10', amount: '3' }, { free })),
    units.map((included) => bucket(meter, { included, overage: '2' })),
    units.map((upTo) => stairstep(meter, [{ upTo, amount: '0' }, { amount: '9' }])),
  )

const stages = fc.oneof(
  fc.constant([]),
  units.map((quantity) => [includedQuantity('x', { quantity })]),
  units.map((quantity) => [firstNFree('x', { quantity, over: 'period' })]),
  fc.tuple(units, fc.constantFrom('everything' as const, 'excess' as const)).map(([upTo, above]) => [freemium('x', { upTo, above })]),
)

function ratingOf(components: Parameters<typeof plan>[1], program: readonly ProgramStage[], usage: RatingInput['facts']['usage']): RatingInput {
  const planVersion = publishPlan('pro', plan({ currency: 'EUR', every: 'month', program: { stages: program } }, components) as Parameters<typeof publishPlan>[1])
  return october2026({ contract: { ...october2026().contract, planVersion }, facts: { usage } })
}

const costOf = (rating: RatingInput): Exact => addAll(rate(rating).charges.map(({ amount }) => amount))

// One run rates a plan up to eight times, so 60 runs each.
it('as many units as are left cost nothing more, whatever gives them and whoever shares it', () => {
  fc.assert(
    fc.property(fc.record({ calls: priceOf('calls'), scans: priceOf('scans') }), stages, usedUnits, usedUnits, (components, program, calls, scans) => {
      const given = (quantity: Exact) => ratingOf(components, program, [used(quantity as '1', { meter: 'calls' }), used(scans, { meter: 'scans' })])
      const free = freeUnits({ rating: given(calls), meter: 'calls', at: '2026-10-14T00:00:00.000000Z' })
      const left = free?.left ?? 'none'
      expect(left).not.toBe('none')
      expect(compare(left as Exact, '0')).toBeGreaterThanOrEqual(0)
      expect(compare(costOf(given(add(calls, left as Exact))), costOf(given(calls)))).toBeLessThanOrEqual(0)
      expect(compare(free?.free ?? '0', calls)).toBeLessThanOrEqual(0)
    }),
    { numRuns: 60 },
  )
})

it('the one behind them costs something, where nothing is shared', () => {
  fc.assert(
    fc.property(priceOf('calls'), usedUnits, (calls, quantity) => {
      const given = (count: Exact) => ratingOf({ calls }, [], [used(count as '1', { meter: 'calls' })])
      const left = freeUnits({ rating: given(quantity), meter: 'calls', at: '2026-10-14T00:00:00.000000Z' })?.left ?? '0'
      const isDue = compare(costOf(given(add(add(quantity, left), '1'))), costOf(given(quantity))) > 0
      // A package, or a step, that is begun is paid already.
      const isPaidAhead = (calls.price.model === 'package' || calls.price.model === 'stairstep') && compare(costOf(given(quantity)), '0') > 0
      expect(isDue || isPaidAhead).toBe(true)
    }),
    { numRuns: 60 },
  )
})
