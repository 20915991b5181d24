import type { Decimal } from './decimal-type.js'

/**
 * `half-even`, `half-up` (ties away from zero), `half-down` (ties towards zero), `up` (away from zero),
 * `down` (towards zero), `ceiling` (towards +∞), `floor` (towards −∞).
 */
export type RoundingMode = 'half-even' | 'half-up' | 'half-down' | 'up' | 'down' | 'ceiling' | 'floor'

/** How one value is rounded: to the nearest multiple of `increment × 10^-exponent`. */
export type RoundingRule = {
  readonly mode: RoundingMode
  /** Digits after the point: 2 for cents, 0 for yen, −3 for thousands. From −38 to 38. */
  readonly exponent: number
  /** A positive decimal, `"1"` unless given: 5 with exponent 2 rounds to 0.05. */
  readonly increment?: Decimal
}

/**
 * How a document is rounded; data on the document.
 *
 * `perLine`: each charge is rounded once, its tier lines get largest-remainder shares, totals sum rounded lines.
 * `perTotal`: the exact total is rounded once and the lines get largest-remainder shares of it.
 */
export interface RoundingPolicy {
  readonly mode: RoundingMode
  /** Digits after the point; the minor units of the document's currency unless given. */
  readonly exponent?: number
  readonly increment?: Decimal
  readonly scope: 'perLine' | 'perTotal'
  /** What of a tax is rounded once; `perKey` unless given. */
  readonly taxScope?: TaxScope
  /** `mode` unless given. Taxes are rounded to minor units, whatever `exponent` and `increment` say. */
  readonly taxMode?: RoundingMode
}

/**
 * Which figure of a tax is rounded once; the others are sums or largest-remainder shares of it.
 *
 * | | 2 lines of 68.33 at 20 %: exactly 13.666 each |
 * |---|---|
 * | `perKey`: each tax on the sum of its lines | 27.33 |
 * | `perLine`: each tax of each line | 13.67 + 13.67 = 27.34 |
 * | `perDocument`: the exact sum of all taxes | 27.33, also where it is of two taxes |
 */
export type TaxScope = 'perKey' | 'perLine' | 'perDocument'
