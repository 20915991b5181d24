import fc from 'fast-check'
import { addAll, assertInvariant, compare, largest, smallest, type Exact } from '@farthing/core'
import { arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { ProgramStage } from '../charges/pipeline/program.js'
import type { RatingInput } from '../rating/rate.js'
import { arbitraryRatingInput } from './arbitrary-rating.js'
import type { PeriodRater } from './rating-laws.js'

/**
 * R-ZERO for commitments: under a minimum a whole period costs the larger of the minimum and what it costs without, used or not; under a cap the
 * smaller. Both hold to the last digit, of plans without negative prices.
 */
export function assertCommitmentsHold(rate: PeriodRater, options: LawOptions = {}): void {
  const inputs = arbitraryRatingInput({ sign: 'not-negative', whole: true })
  const bound = arbitraryDecimal({ sign: 'not-negative', maxDigits: 12 })
  fc.assert(
    fc.property(inputs, bound, (input, amount) => {
      const total = totalUnder(rate, input, [])
      const raised = totalUnder(rate, input, [stage('minimum-commitment@1', amount)])
      assertInvariant(compare(raised, largest(total, amount)) === 0, `R-ZERO: at least ${amount} and otherwise ${total} are due, not ${raised}`)
      const cut = totalUnder(rate, input, [stage('cap-total@1', amount)])
      assertInvariant(compare(cut, smallest(total, amount)) === 0, `R-ZERO: at most ${amount} and otherwise ${total} are due, not ${cut}`)
    }),
    { numRuns: 1000, ...options },
  )
}

function stage(use: string, amount: string): ProgramStage {
  return { id: 'commitment', use, rules: [{ id: 'period', config: { amount } }] }
}

function totalUnder(rate: PeriodRater, input: RatingInput, stages: readonly ProgramStage[]): Exact {
  const { charges } = rate({ ...input, contract: { ...input.contract, program: { stages } } })
  return addAll(charges.map(({ amount }) => amount))
}
