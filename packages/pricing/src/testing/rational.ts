import type { Exact } from '@farthing/core'

/** A fraction of bigints, not reduced: the slow and obvious arithmetic that laws compare with. It shares no code with what it judges. */
export interface Rational {
  readonly numerator: bigint
  /** Positive. */
  readonly denominator: bigint
}

export const zero: Rational = { numerator: 0n, denominator: 1n }

/** Reads a canonical exact value. */
export function rational(text: Exact): Rational {
  const [over = '', under = '1'] = text.split('/')
  const [whole = '', digits = ''] = over.split('.')
  return { numerator: BigInt(whole.replace('-', '') + digits) * (over.startsWith('-') ? -1n : 1n), denominator: BigInt(under) * 10n ** BigInt(digits.length) }
}

export function plus(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator }
}

export function times(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, { numerator: -b.numerator, denominator: b.denominator })
}

export function isLess(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator
}

export function isEqual(a: Rational, b: Rational): boolean {
  return a.numerator * b.denominator === b.numerator * a.denominator
}
