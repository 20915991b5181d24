import { add, addAll, divide, multiply, type Exact, type Hash } from '@farthing/core'
import type { TaxPortion, TaxTerms } from './tax-answer.js'
import type { TaxedPrices } from './tax-request.js'

/** One tax on one portion, before rounding. */
export interface TaxPart {
  /** Position of the portion in the answer. */
  readonly portion: number
  readonly line: string
  readonly key: Hash
  readonly exact: Exact
}

/**
 * Every tax of every portion, exactly.
 *
 * With `exclusive` prices a tax is `amount × share`, with `inclusive` ones `amount × share / (1 + Σ shares)`, where the share of a tax is its rate,
 * and for a compound one its rate on 1 and the shares in front of it: 5 % and then 9.975 % compound are 0.05 and 0.10473750.
 */
export function taxPartsOf(portions: readonly TaxPortion[], taxes: readonly TaxTerms[], prices: TaxedPrices): readonly TaxPart[] {
  const terms = new Map(taxes.map((tax) => [tax.key, tax]))
  const known = new Map<string, readonly Exact[]>()
  return portions.flatMap(({ line, amount, taxes: keys }, portion) => {
    const list = keys.join()
    const shares = known.get(list) ?? sharesOf(keys.flatMap((key) => terms.get(key) ?? []), prices)
    known.set(list, shares)
    return keys.map((key, index) => ({ portion, line, key, exact: multiply(amount, shares[index] ?? '0') }))
  })
}

/** What each tax takes of an amount of one. */
function sharesOf(taxes: readonly TaxTerms[], prices: TaxedPrices): readonly Exact[] {
  const ofNet: Exact[] = []
  for (const { percent, compound } of taxes) {
    const rate = multiply(percent, '0.01')
    ofNet.push(compound ? multiply(rate, addAll(['1', ...ofNet])) : rate)
  }
  if (prices === 'exclusive') return ofNet
  const gross = add('1', addAll(ofNet))
  return ofNet.map((share) => divide(share, gross))
}
