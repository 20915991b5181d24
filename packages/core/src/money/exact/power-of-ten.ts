const powers: bigint[] = []

/** `10^exponent` for an exponent that is not negative; kept, because the hot paths ask for the same few. */
export function powerOfTen(exponent: number): bigint {
  return (powers[exponent] ??= 10n ** BigInt(exponent))
}
