import { divide, isDecimalValue, type Decimal } from '@farthing/core'
import type { BlockRounding } from '../blocks.js'
import type { Tier } from '../tier.js'

/** What one unit costs as a decimal; nothing where it is a fraction, or blocks are counted whole. */
export function slopeOf({ unit, per }: Pick<Tier, 'unit' | 'per'>, blocks: BlockRounding = 'exact'): Decimal | undefined {
  if (per === undefined) return unit
  const slope = divide(unit, per)
  return blocks === 'exact' && isDecimalValue(slope) ? slope : undefined
}
