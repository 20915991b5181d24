import type { CurrencyCode } from '@farthing/core'
import { documentCurrencies } from '@farthing/ledger'
import type { BillingContext } from '../context.js'

/** Refuses a billing currency that the tenant does not take. @throws `currency.not_allowed` */
export function checkAccountCurrency({ currencies }: Pick<BillingContext, 'currencies'>, currency: CurrencyCode): void {
  if (currencies !== undefined) documentCurrencies(currencies, currency)
}

/**
 * Billing currency of an account that comes about with its first plan: that of the plan, or the tenant's default where the tenant does not take it and has
 * rates of exchange.
 *
 * @throws `currency.not_allowed`
 */
export function firstCurrency({ currencies, fx }: Pick<BillingContext, 'currencies' | 'fx'>, ofPlan: CurrencyCode): CurrencyCode {
  if (currencies === undefined) return ofPlan
  const isTaken = currencies.allowed === undefined || currencies.allowed.includes(ofPlan)
  return documentCurrencies(currencies, isTaken || fx === undefined ? ofPlan : currencies.default).billing
}
