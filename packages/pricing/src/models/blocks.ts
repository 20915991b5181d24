import { divide, round, type Decimal, type Exact } from '@farthing/core'

/** Whether a part of a block costs its part of the price, or a started block costs as much as a whole one. */
export type BlockRounding = 'exact' | 'started'

/** How many blocks of `per` units a quantity makes: `exact` unless told otherwise. */
function countBlocks(quantity: Exact, per: Decimal, blocks: BlockRounding = 'exact'): Exact {
  const exact = divide(quantity, per)
  return blocks === 'started' ? round(exact, { mode: 'up', exponent: 0 }) : exact
}

/** `counted` for a step priced per block; nothing where a unit is its own block. */
export function countedBlocks(quantity: Exact, per: Decimal | undefined, blocks?: BlockRounding): { readonly counted?: Exact } {
  return per === undefined ? {} : { counted: countBlocks(quantity, per, blocks) }
}
