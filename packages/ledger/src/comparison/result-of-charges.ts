import { compareBytes } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { RatingResult, ResultLine } from './rating-result.js'

/** What one account is charged. */
export interface AccountCharges {
  readonly account: string
  readonly charges: readonly Charge[]
}

/** Charges of accounts, exact and unrounded; each line is called as {@link resultLineName} says. */
export function resultOfCharges(name: string, accounts: readonly AccountCharges[]): RatingResult {
  const lines = accounts.flatMap(({ account, charges }) => charges.map((charge): ResultLine => {
    const { from, to, currency, amount, quantity } = charge
    return { account, period: { from, to }, line: resultLineName(charge), currency, amount, quantity }
  }))
  return { format: 'rating-result/1', name, lines }
}

/**
 * What a charge is called in a result: subscription, component, and the dimensions in byte order, `acme-1/tokens/model=large`; behind `wholesale/` where
 * that is its side. Labels are no part of it, so that a result stays comparable when texts change.
 */
export function resultLineName({ side, subscription, component, dimensions }: Pick<Charge, 'subscription' | 'component' | 'dimensions'> & Partial<Pick<Charge, 'side'>>): string {
  const groups = Object.keys(dimensions).sort(compareBytes).map((dimension) => `${dimension}=${dimensions[dimension] ?? 'none'}`)
  return [...(side === 'wholesale' ? [side] : []), subscription, component, ...groups].join('/')
}
