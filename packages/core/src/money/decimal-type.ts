/**
 * An exact decimal as text, in canonical form: no leading or trailing zeros, no exponent, no `-0`.
 * An input has at most 38 digits before and after the point together, a computed value at most 304.
 * The type admits any numeric literal; functions check and canonicalise. Never compare two with `<` or `===`: use `compare`.
 */
export type Decimal = `${number}`

/**
 * A {@link Decimal}, or a reduced fraction with a positive denominator such as `"70/31"` where no decimal has the value.
 * Only usage quantities and unrounded amounts are `Exact`; prices, rates and rounded amounts are decimals.
 */
export type Exact = Decimal | `${number}/${number}`
