import { addAll, fail, fromMinorUnits, minorUnitsOf, multiply, negate, round, type CurrencyCode, type Decimal, type RoundingMode } from '@farthing/core'
import type { LedgerBalance } from '../balances/balance-of.js'
import { credit, debit } from '../ledger-entry.js'
import type { LedgerTransaction, PostingOptions, PostingOrigin } from '../ledger-transaction.js'
import { post } from './post.js'

export interface RevaluationPosting extends PostingOrigin {
  /** The currency that gains and losses are stated in. */
  readonly base: CurrencyCode
  /** Balances of `fx_position`, in every currency that has one. */
  readonly positions: readonly LedgerBalance[]
  /** Units of `base` for one unit of each other currency: from a frozen rate snapshot, which `reference` names. */
  readonly rates: Readonly<Record<CurrencyCode, Decimal>>
  /** `half-even` unless given. */
  readonly mode?: RoundingMode
}

/**
 * The posting that values positions at new rates: afterwards they are worth nothing together, and the difference is a gain or a loss.
 *
 * Positions of −110 USD and 100 EUR at 0.95 EUR for a dollar are worth −4.50 EUR: 4.50 EUR are debited to the position and are a gain.
 * Rounded once, on the sum. `undefined` where nothing changes.
 *
 * @throws `ledger.rate_missing` naming the currency; `ledger.period_closed`
 */
export function postRevaluation(posting: RevaluationPosting, options?: PostingOptions): LedgerTransaction | undefined {
  const { base, positions, rates, mode = 'half-even' } = posting
  const values = positions.map(({ currency, amountMinor }) => {
    const { amount } = fromMinorUnits(amountMinor, currency)
    return currency === base ? amount : multiply(amount, rateOf(rates, currency))
  })
  const amount = { amount: negate(round(addAll(values), { mode, exponent: minorUnitsOf(base) })), currency: base }
  const entries = [...debit({ account: { role: 'fx_position' }, amount }), ...credit({ account: { role: 'fx_result' }, amount })]
  return entries.length === 0 ? undefined : post('fx_revalued', posting, entries, options)
}

function rateOf(rates: Readonly<Record<CurrencyCode, Decimal>>, currency: CurrencyCode): Decimal {
  const rate = Object.hasOwn(rates, currency) ? rates[currency] : undefined
  return rate ?? fail('ledger.rate_missing', { field: `rates.${currency}`, because: 'is not given', facts: { currency } })
}
