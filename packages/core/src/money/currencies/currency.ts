import type { CurrencyCode } from '../money-type.js'

/** One code of ISO 4217, or one that the host declares. */
export interface Currency {
  readonly code: CurrencyCode
  /** Three digits. Numbers were used again for successors, and three withdrawn units of account never had one. */
  readonly numeric: string | null
  readonly name: string
  /** Digits after the point of the smallest unit: 2 for cents. `null` where the list says "N.A.", as for gold: nothing can be booked in it. */
  readonly minorUnits: number | null
  /** First month of the code, `YYYY-MM`; stated where the code replaced another one recently enough to matter. */
  readonly from?: string
  /** Month in which the list withdrew the code, `YYYY-MM`. The day is not published, so the code still counts as valid in it. */
  readonly withdrawn?: string
}
