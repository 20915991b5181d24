/** A fraction of integers with a positive denominator, not reduced: the arithmetic of the auditor, which shares nothing with what it judges. */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

export const nothing: Rational = { n: 0n, d: 1n }

/** Reads `12.5`, `-3` or `70/31`. */
export function rational(text: string): Rational {
  const [numerator = '', denominator] = text.split('/')
  if (denominator !== undefined) return { n: BigInt(numerator), d: BigInt(denominator) }
  const [whole = '', digits = ''] = numerator.split('.')
  return { n: BigInt(whole + digits), d: 10n ** BigInt(digits.length) }
}

export const plus = (a: Rational, b: Rational): Rational => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d })
export const minus = (a: Rational, b: Rational): Rational => plus(a, { n: -b.n, d: b.d })
export const times = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d })

/** Below 0, 0 or above 0, as `a` is below, like or above `b`. */
export function order(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

/** The sum of texts; many of one denominator stay small. */
export function sumOfTexts(texts: readonly string[]): Rational {
  return texts.map(rational).reduce((sum, each) => (sum.d === each.d ? { n: sum.n + each.n, d: sum.d } : plus(sum, each)), nothing)
}

/** Whether `value` is a whole multiple of `unit`. */
export function isMultiple(value: Rational, unit: Rational): boolean {
  // eslint-disable-next-line farthing/no-division -- Whole numbers only, without the code that is judged.
  return (value.n * unit.d) % (value.d * unit.n) === 0n
}
