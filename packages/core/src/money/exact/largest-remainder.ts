import { compareBytes } from '../../evidence/compare-bytes.js'

export interface WeightedKey {
  readonly key: string
  readonly weight: bigint
}

/**
 * Splits a count in proportion to weights. Nothing here is negative and the weights do not sum to zero.
 *
 * Each part is its exact share rounded down; what is left goes, one each, to the largest remainders, equal ones by key bytes.
 * There are always more remainders than units left, so a part without a remainder keeps its exact share.
 */
export function largestRemainder(total: bigint, shares: readonly WeightedKey[]): readonly bigint[] {
  const weights = shares.reduce((sum, { weight }) => sum + weight, 0n)
  const quotas = shares.map(({ key, weight }, index) => {
    const dividend = total * weight
    return { index, key, part: dividend / weights, remainder: dividend % weights }
  })
  const parts = quotas.map(({ part }) => part)
  let left = parts.reduce((rest, part) => rest - part, total)
  quotas.sort((a, b) => compareRemainders(a.remainder, b.remainder) || compareBytes(a.key, b.key))
  for (const { index, part } of quotas) {
    if (left === 0n) break
    parts[index] = part + 1n
    left -= 1n
  }
  return parts
}

/** Larger first. */
function compareRemainders(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a === b) return 0
  return a > b ? -1 : 1
}
