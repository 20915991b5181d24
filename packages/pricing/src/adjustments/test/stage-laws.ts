import { add, addAll, assertInvariant, canonicalJson, checkJson, compare, negate, signOf, type Exact } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'
import fc from 'fast-check'
import { amountOf, type ChargeDraft } from '../../charges/pipeline/charge-draft.js'
import type { ProgramResult } from '../../charges/pipeline/run-program.js'
import type { Stage } from '../../charges/pipeline/stage.js'
import { charged, firstHalf, metered, runStage, secondHalf } from './run-stage.js'

/** Whole cents and less of them, some a fraction, some a credit. */
const arbitraryAmount: fc.Arbitrary<Exact> = fc.oneof(
  { weight: 6, arbitrary: arbitraryDecimal({ sign: 'not-negative', maxDigits: 9 }) },
  { weight: 1, arbitrary: arbitraryDecimal({ maxDigits: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom<Exact>('70/3', '1/7', '0', '-5/3') },
)

export const arbitraryCharges: fc.Arbitrary<readonly ChargeDraft[]> = fc
  .array(arbitraryAmount, { maxLength: 6 })
  .map((amounts) => amounts.map((amount, index) => charged(`c${index}`, amount)))

export const arbitraryFigure = arbitraryDecimal({ sign: 'not-negative', maxDigits: 9 })

const runs = { numRuns: 1000 }

/** Whatever a stage takes off charges, none changes its sign, and together they come to less than nothing only where they did before. */
export function assertNothingBelowZero(stage: Stage, configs: fc.Arbitrary<object>): void {
  fc.assert(
    fc.property(arbitraryCharges, configs, (charges, config) => {
      const { drafts } = runStage(stage, charges, { config })
      charges.forEach((before, index) => {
        const [was, is] = [amountOf(before), amountOf(drafts[index] ?? before)]
        assertInvariant(signOf(was) >= 0 ? signOf(is) >= 0 : signOf(is) <= 0, `${before.key}: ${was} became ${is}`)
      })
      assertInvariant(signOf(totalOf(charges)) < 0 || signOf(totalOf(drafts)) >= 0, `${totalOf(charges)} became ${totalOf(drafts)}`)
    }),
    runs,
  )
}

/** What comes out does not depend on the order in which charges go in. */
export function assertOrderFree(stage: Stage, configs: fc.Arbitrary<object>): void {
  fc.assert(
    fc.property(arbitraryCharges, configs, (charges, config) => {
      const [forth, back] = [charges, charges.toReversed()].map((each) => canonicalResult(runStage(stage, each, { config })))
      assertInvariant(forth === back, `the order of ${charges.map(({ key }) => key).join(', ')} changes the result`)
    }),
    runs,
  )
}

/** A period that is rated in two runs comes to what it comes to in one. */
export function assertRunsSum(stage: Stage, configs: fc.Arbitrary<object>): void {
  fc.assert(
    fc.property(arbitraryFigure, arbitraryFigure, configs, (first, second, config) => {
      const sum = add(first, second)
      const whole = totalOf(runStage(stage, [charged('usage', sum)], { config }).drafts)
      const early = runStage(stage, [charged('usage', first)], { config, context: { billed: firstHalf, continues: true } })
      const late = runStage(stage, [charged('usage', second)], { config, carryIn: early.carryOut, context: { billed: secondHalf } })
      const parts = add(totalOf(early.drafts), totalOf(late.drafts))
      assertInvariant(compare(whole, parts) === 0, `${first} and ${second} come to ${parts}, and ${sum} to ${whole}`)
    }),
    runs,
  )
}

/** As `assertRunsSum`, of units that are left to be paid. */
export function assertUnitsSum(stage: Stage, configs: fc.Arbitrary<object>): void {
  fc.assert(
    fc.property(arbitraryFigure, arbitraryFigure, configs, (first, second, config) => {
      const whole = unitsLeft(runStage(stage, [metered('usage', add(first, second))], { config }))
      const early = runStage(stage, [metered('usage', first)], { config, context: { billed: firstHalf, continues: true } })
      const late = runStage(stage, [metered('usage', second)], { config, carryIn: early.carryOut, context: { billed: secondHalf } })
      const parts = add(unitsLeft(early), unitsLeft(late))
      assertInvariant(compare(whole, parts) === 0, `${first} and ${second} leave ${parts} to be paid, and together ${whole}`)
    }),
    runs,
  )
}

export function totalOf(drafts: readonly ChargeDraft[]): Exact {
  return addAll(drafts.map(amountOf))
}

/** What was taken off, as a figure above 0. */
export function takenFrom(charges: readonly ChargeDraft[], { drafts }: ProgramResult): Exact {
  return add(totalOf(charges), negate(totalOf(drafts)))
}

function unitsLeft({ drafts }: ProgramResult): Exact {
  return addAll(drafts.map(({ quantity }) => quantity))
}

function canonicalResult({ drafts, carryOut, warnings }: ProgramResult): string {
  const byKey = drafts.map((draft) => [draft.key, draft] as const)
  return canonicalJson(checkJson({ drafts: Object.fromEntries(byKey), carryOut, warnings }, 'result'))
}
