import { activeCurrencies } from './active-currencies.js'
import type { Currency } from './currency.js'
import { withdrawnCurrencies } from './withdrawn-currencies.js'

/**
 * ISO 4217, active and withdrawn codes, up to amendment 180 of January 2026. Each code stands once.
 *
 * Our own table, because the digits of `Intl.NumberFormat` follow usage and not the standard: they differ for 16 currencies.
 * A host declares its own by passing `[…own, ...currencies]` where a function takes `known`; the first row of a code wins.
 */
export const currencies: readonly Currency[] = [...activeCurrencies, ...withdrawnCurrencies]
