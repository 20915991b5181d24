import { fail, multiply, type Decimal, type Money } from '@farthing/core'
import type { CreditGrant } from './credit-grant.js'

/**
 * What was paid for so much of a paid grant: the amount times its cost basis. Exact, and so perhaps finer than the minor unit.
 *
 * @throws `credit.grant_invalid` for a grant without a cost basis
 */
export function costOfCredit({ costBasis }: Pick<CreditGrant, 'costBasis'>, amount: Decimal): Money {
  if (costBasis === undefined) return fail('credit.grant_invalid', { field: 'grant.costBasis', because: 'is not given' })
  return { amount: multiply(amount, costBasis.amount), currency: costBasis.currency }
}
