import { fail, type Account, type Interval } from '@farthing/core'
import { documentCurrencies, type InvoiceTerms } from '@farthing/ledger'
import type { Outside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { rateInstant } from './rate-instant.js'

/**
 * The second currency of an account's documents, at the rate in force when the period ends, or now where it has not ended. `undefined` where the
 * tenant shows none, or the account is billed in it.
 *
 * @throws `currency.not_allowed`; `fx.rate_missing` where the host gives no rates, or has none for the pair
 */
export function presentationOf(
  { currencies, fx, rounding, clock }: Pick<BillingContext, 'currencies' | 'fx' | 'rounding' | 'clock'>,
  { account, period, outside }: { readonly account: Account; readonly period: Interval; readonly outside: Outside },
): InvoiceTerms['presentation'] {
  if (currencies === undefined) return undefined
  const { billing, presentation } = documentCurrencies(currencies, account.currency)
  if (presentation === undefined) return undefined
  if (fx === undefined) fail('fx.rate_missing', { field: `${billing}/${presentation}`, because: 'is needed, and createBilling was given no fx', facts: { base: billing, quote: presentation } })
  const snapshot = fx.rate({ base: billing, quote: presentation, at: rateInstant(clock, period) }, outside)
  return { snapshot, mode: rounding.mode }
}
