/** A bound on one number of a text: its digits before and after the point together, in canonical form, and its characters as written. */
export interface DigitLimit {
  readonly digits: number
  /** Checked first, so that no work is done on a longer text. */
  readonly characters: number
}

/** What a host may send: prices, quantities, rates, amounts. */
export const inputLimit: DigitLimit = { digits: 38, characters: 64 }

/**
 * What a computation may give: room for the product of eight inputs, so that every intermediate value stays exact.
 * A chain that grows beyond it fails; nothing is ever cut to fit.
 */
export const computedLimit: DigitLimit = { digits: 304, characters: 307 }
