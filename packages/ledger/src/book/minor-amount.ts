const wholeNumber = /^-?[1-9][0-9]{0,37}$/

/** Whether a text is a canonical, non-zero whole number of at most 38 digits: what an entry may carry. */
export function isEntryAmount(amountMinor: unknown): amountMinor is string {
  return typeof amountMinor === 'string' && wholeNumber.test(amountMinor)
}

/** Exact sum of whole numbers in digits. */
export function sumMinor(amounts: Iterable<string>): string {
  let sum = 0n
  for (const amount of amounts) sum += BigInt(amount)
  return sum.toString()
}

export function addMinor(a: string, b: string): string {
  return (BigInt(a) + BigInt(b)).toString()
}

export function subtractMinor(a: string, b: string): string {
  return (BigInt(a) - BigInt(b)).toString()
}

export function negateMinor(amountMinor: string): string {
  return (-BigInt(amountMinor)).toString()
}

export function compareMinor(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [BigInt(a), BigInt(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

export function signOfMinor(amountMinor: string): -1 | 0 | 1 {
  return compareMinor(amountMinor, '0')
}
