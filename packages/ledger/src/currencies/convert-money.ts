import { divide, fail, multiply, round, type CurrencyCode, type Exact, type Money, type RoundingRule } from '@farthing/core'
import type { FxSnapshot } from './fx-snapshot.js'

/**
 * Converts an amount into the other currency of a snapshot and rounds it once, by the rule given.
 *
 * Base to quote is `amount × rate`; quote to base follows the snapshot's inverse rule. There and back again gives the first amount only where
 * nothing was rounded: keep the amount that was billed, and the snapshot.
 *
 * 100.00 EUR at 1.0837 is 108.37 USD; 108.37 USD with the rule `divide` is 100.00 EUR.
 *
 * @throws `money.currency_mismatch` for a currency that is neither; two literal currencies that differ do not compile.
 *   `fx.rate_missing` where the snapshot refuses the way back; `rounding.invalid`
 */
export function convertMoney<B extends CurrencyCode, Q extends CurrencyCode>(money: Money<NoInfer<B>>, snapshot: FxSnapshot<B, Q>, rule: RoundingRule): Money<Q>
export function convertMoney<B extends CurrencyCode, Q extends CurrencyCode>(money: Money<NoInfer<Q>>, snapshot: FxSnapshot<B, Q>, rule: RoundingRule): Money<B>
export function convertMoney(money: Money, snapshot: FxSnapshot, rule: RoundingRule): Money {
  const { amount, currency } = convertExact(money.amount, money.currency, snapshot)
  return { amount: round(amount, rule), currency }
}

/** An exact amount and its currency: what a conversion gives before it is rounded. */
export interface ExactMoney {
  readonly amount: Exact
  readonly currency: CurrencyCode
}

/** Converts an exact amount as {@link convertMoney} does, without rounding. The reciprocal of a rate is often a fraction. */
export function convertExact(amount: Exact, currency: CurrencyCode, snapshot: FxSnapshot): ExactMoney {
  const { base, quote, rate, inverse } = snapshot
  if (currency === base) return { amount: multiply(amount, rate), currency: quote }
  if (currency !== quote) {
    fail('money.currency_mismatch', {
      field: 'currency',
      because: `is ${currency} and the rate of exchange is between ${base} and ${quote}`,
      facts: { currencies: [currency, base, quote] },
    })
  }
  if (inverse.rule === 'stated') return { amount: multiply(amount, inverse.rate), currency: base }
  if (inverse.rule === 'divide') return { amount: divide(amount, rate), currency: base }
  fail('fx.rate_missing', {
    field: 'fx.inverse',
    because: `refuses to convert ${quote} into ${base}`,
    facts: { base: quote, quote: base, provider: snapshot.provider },
  })
}
