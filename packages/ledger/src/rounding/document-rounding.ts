import {
  checkRoundingRule,
  describeValue,
  fail,
  isFarthingError,
  minorUnitsOf,
  multiply,
  parseDecimal,
  roundingModes,
  toMinorUnits,
  type CurrencyCode,
  type Decimal,
  type RoundingPolicy,
  type RoundingRule,
  type TaxScope,
} from '@farthing/core'

/**
 * The rounding policy as it stands on a document: everything that may be absent is filled in.
 *
 * The exponent is the currency's minor units unless given. Every multiple of the rounding unit must be a whole number of minor
 * units, so that a rounded amount can be invoiced, posted and paid: 0.05 or 10 francs are fine, a tenth of a cent is not.
 *
 * @throws `invoice.invalid` naming the field for a finer unit or an unknown scope; `rounding.invalid` for a malformed rule;
 *   `money.currency_unknown` and `money.no_minor_units` for the currency.
 */
export function documentRounding(policy: RoundingPolicy, currency: CurrencyCode): Required<RoundingPolicy> {
  const { scope, taxScope = 'perKey' } = policy
  if (!scopes.includes(scope)) fail('invoice.invalid', { field: 'rounding.scope', because: `is ${describeValue(scope)} and not perLine or perTotal` })
  if (!taxScopes.includes(taxScope)) {
    fail('invoice.invalid', { field: 'rounding.taxScope', because: `is ${describeValue(taxScope)} and not perKey, perLine or perDocument` })
  }
  const { mode, exponent = minorUnitsOf(currency, 'currency'), increment = '1' } = policy
  checkRoundingRule({ mode, exponent, increment }, 'rounding')
  const { taxMode = mode } = policy
  if (!roundingModes.includes(taxMode)) fail('rounding.invalid', { field: 'rounding.taxMode', because: `is ${describeValue(taxMode)}` })
  const rounding = { mode, exponent, increment: parseDecimal(increment, 'rounding.increment'), scope, taxScope, taxMode }
  const unit = roundingUnit(rounding)
  try {
    toMinorUnits({ amount: unit, currency })
  } catch (error) {
    if (!isFarthingError(error) || error.code !== 'money.not_minor_units') throw error
    const field = policy.exponent === undefined ? 'rounding.increment' : 'rounding.exponent'
    const because = `rounds to multiples of ${unit} ${currency}, which is no whole number of minor units`
    fail('invoice.invalid', { field, because, facts: { unit, currency } }, error)
  }
  return rounding
}

const scopes: readonly RoundingPolicy['scope'][] = ['perLine', 'perTotal']
const taxScopes: readonly TaxScope[] = ['perKey', 'perLine', 'perDocument']

/** What every rounded amount is a multiple of: `increment × 10^-exponent`. */
export type RoundingUnit = Pick<Required<RoundingRule>, 'exponent' | 'increment'>

/** The unit that amounts are rounded to: `increment × 10^-exponent`. */
export function roundingUnit({ increment, exponent }: RoundingUnit): Decimal {
  return multiply(increment, exponent > 0 ? `0.${'0'.repeat(exponent - 1)}1` as Decimal : `1${'0'.repeat(-exponent)}` as Decimal)
}
