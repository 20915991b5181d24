import fc from 'fast-check'
import { isFarthingError } from '@farthing/core'
import { breachText, type Breach } from './breach.js'
import { usualRuns, type PlanLawOptions } from './plan-law-options.js'
import type { CardTerms } from './rate-card.js'

/** Where cases come from, and what they are held against. */
export interface Search<T> {
  readonly cases: fc.Arbitrary<T>
  /** Tried before any other, in this order. */
  readonly first: readonly T[]
  /** Cases of chance, where that is not what the host asks for. */
  readonly runs?: number
  readonly breachOf: (tried: T) => Breach | undefined
}

/** Looks for a case that breaks a law, and throws the smallest that it finds, with the seed that finds it again. */
export function holdLaw<T>(search: Search<T>, terms: CardTerms, { runs = usualRuns, seed }: PlanLawOptions): void {
  const { cases, first, breachOf } = search
  const numRuns = first.length + (search.runs ?? runs)
  const examples = first.map((tried): [T] => [tried])
  const property = fc.property(cases, (tried) => breachOf(tried) === undefined)
  const { counterexample, seed: found } = fc.check(property, { numRuns, examples, ...(seed === undefined ? {} : { seed }) })
  const breach = counterexample === null ? undefined : breachOf(counterexample[0])
  if (breach === undefined) return
  throw new Error(breachText(breach, terms, { seed: found, runs }), breach.cause === undefined ? {} : { cause: breach.cause })
}

/** What a case breaks; a price that throws in place of an answer breaks the law as well. */
export function attempted(breachOf: () => Breach | undefined, shown: Omit<Breach, 'expected' | 'found' | 'cause'>): Breach | undefined {
  try {
    return breachOf()
  } catch (cause) {
    const found = isFarthingError(cause) ? `${cause.code}: ${cause.message}` : String(cause)
    return { ...shown, expected: 'an amount', found, cause }
  }
}
