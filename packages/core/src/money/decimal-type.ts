/**
 * An exact decimal as text, in canonical form: no leading or trailing zeros, no exponent, no `-0`.
 * At most 38 significant digits on input. The type admits any numeric literal; functions check and canonicalise.
 * Never compare two with `<` or `===`: use `compareDecimals`.
 */
export type Decimal = `${number}`

/**
 * A {@link Decimal}, or a reduced fraction with a positive denominator such as `"70/31"`.
 * Only usage quantities and unrounded amounts are `Exact`; prices, rates and rounded amounts are decimals.
 */
export type Exact = Decimal | `${number}/${number}`
