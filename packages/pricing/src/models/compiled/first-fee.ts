import { smallest, type Decimal } from '@farthing/core'
import type { Tier } from '../tier.js'

/** What the first tier costs at zero usage, where its fee is due. */
export function firstFee([first]: readonly Tier[]): Decimal {
  const flat = first?.flat ?? '0'
  return first?.cap === undefined ? flat : smallest(flat, first.cap)
}
