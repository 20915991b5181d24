import { compare, type Decimal, type Exact } from '@farthing/core'
import { countedBlocks, type BlockRounding } from './blocks.js'
import { chargePart, type ChargePart } from './charge-part.js'
import type { Tier } from './tier.js'

/** Whether the first tier's flat fee is due at zero usage. */
export type ZeroQuantity = 'nothing' | 'first_tier_flat'

export interface TierUse {
  /** 0-based. */
  readonly index: number
  /** Units priced in this tier. */
  readonly quantity: Exact
  /** Whether the tier was entered, so that its flat fee is due. */
  readonly entered: boolean
  readonly blocks?: BlockRounding | undefined
}

/** What one tier costs: its units or blocks and its flat fee, or its cap where that is less. */
export function tierPart(tier: Pick<Tier, 'unit' | 'per' | 'flat' | 'cap'>, { index, quantity, entered, blocks }: TierUse): ChargePart {
  const number = index + 1
  const flat: Decimal = entered ? (tier.flat ?? '0') : '0'
  const part = chargePart({ label: `Tier ${number}`, tier: number, quantity, ...countedBlocks(quantity, tier.per, blocks), unit: tier.unit, flat })
  if (tier.cap === undefined || compare(part.amount, tier.cap) <= 0) return part
  return chargePart({ label: `Tier ${number}, capped`, tier: number, quantity, unit: '0', flat: tier.cap })
}
