import { checkCurrency, fail, minorUnitsOf, type CurrencyCode } from '@farthing/core'

/** What a tenant says about currencies. */
export interface CurrencySettings {
  /** Billing currency of an account or a plan that names none. */
  readonly default: CurrencyCode
  /** The billing currencies that the tenant takes, the default included; any with minor units unless given. */
  readonly allowed?: readonly CurrencyCode[]
  /** Currency that documents are shown in beside their billing currency; none unless given. */
  readonly presentation?: CurrencyCode
}

/** Billing currency of a document, and the one that it is also shown in where that differs. */
export interface DocumentCurrencies {
  readonly billing: CurrencyCode
  readonly presentation?: CurrencyCode
}

/**
 * The currencies of a document: that of the account where it names one, else the tenant's default; and the tenant's presentation currency where it
 * is another one.
 *
 * @throws `currency.not_allowed` for a currency that the tenant does not take; `money.currency_unknown`, `money.no_minor_units`
 */
export function documentCurrencies(settings: CurrencySettings, asked?: CurrencyCode): DocumentCurrencies {
  const billing = asked ?? settings.default
  const field = asked === undefined ? 'settings.default' : 'currency'
  minorUnitsOf(billing, field)
  if (settings.allowed !== undefined && !settings.allowed.includes(billing)) {
    fail('currency.not_allowed', { field, because: `is ${billing}`, facts: { currency: billing, allowed: settings.allowed } })
  }
  const { presentation } = settings
  if (presentation === undefined || presentation === billing) return { billing }
  return { billing, presentation: checkCurrency(presentation, 'settings.presentation').code }
}
