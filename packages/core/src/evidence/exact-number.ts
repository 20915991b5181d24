const exactDigits = 15

/**
 * Whether a JSON number means what its producer wrote: a safe integer, or at most 15 significant digits, which every
 * double keeps. `12345678901234567890` and `0.1 + 0.2` are not; NaN and the infinities are not.
 */
export function isExactNumber(value: number): boolean {
  if (Number.isSafeInteger(value)) return true
  if (!Number.isFinite(value)) return false
  const [mantissa = ''] = value.toExponential().split('e')
  return mantissa.replace(/[-.]/g, '').length <= exactDigits
}
