import type { Exact } from '@farthing/core'

/** A fraction of bigints, not reduced: the slow and obvious arithmetic that laws compare with. It shares no code with what it judges. */
export interface Rational {
  readonly numerator: bigint
  /** Positive. */
  readonly denominator: bigint
}

/** Reads an exact value. */
export function rational(text: Exact): Rational {
  const [over = '', under = '1'] = text.split('/')
  const [whole = '', digits = ''] = over.split('.')
  const units = BigInt(whole.replace('-', '') + digits)
  return { numerator: over.startsWith('-') ? -units : units, denominator: BigInt(under) * 10n ** BigInt(digits.length) }
}

export const zero: Rational = { numerator: 0n, denominator: 1n }

export function plus(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator }
  return { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator }
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, { numerator: -b.numerator, denominator: b.denominator })
}

export function times(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

/** `b` is above 0. */
export function over(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator }
}

export function total(values: readonly Rational[]): Rational {
  return values.reduce(plus, zero)
}

export function isLess(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator
}

export function isEqual(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator
}

export function least(a: Rational, b: Rational): Rational {
  return isLess(b, a) ? b : a
}

export function greatest(a: Rational, b: Rational): Rational {
  return isLess(a, b) ? b : a
}

/** The whole number at or below a value that is not negative, or the next one where a part is left and `up` asks for it. */
export function wholes({ numerator, denominator }: Rational, direction: 'up' | 'down'): Rational {
  // eslint-disable-next-line farthing/no-division -- Whole numbers of a fraction, without the code that is judged.
  const part = numerator % denominator
  const below = numerator - part
  return { numerator: direction === 'up' && part > 0n ? below + denominator : below, denominator }
}
