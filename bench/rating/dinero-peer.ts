import { add, dinero, halfEven, multiply, toDecimal, transformScale, type Dinero } from 'dinero.js'
import { EUR } from 'dinero.js/currencies'
import type { RateText } from './decimal-peers.js'
import { price } from './sample.js'

interface Scaled {
  readonly amount: number
  readonly scale: number
}

/** dinero.js knows money and factors, not quantities: those are read and subtracted by hand, in thousandths. */
const quantityScale = 3

const tiers = price.tiers.map((tier) => ({
  upTo: 'upTo' in tier ? thousandths(tier.upTo) : Number.POSITIVE_INFINITY,
  unit: dinero({ ...scaled(tier.unit), currency: EUR }),
  flat: 'flat' in tier ? dinero({ ...scaled(tier.flat), currency: EUR }) : undefined,
}))

export const dineroJs: RateText = (text) => {
  const quantity = thousandths(text)
  let lower = 0
  let amount: Dinero<number, 'EUR'> = dinero({ amount: 0, currency: EUR })
  for (const { upTo, unit, flat } of tiers) {
    amount = add(amount, multiply(unit, { amount: Math.min(quantity, upTo) - lower, scale: quantityScale }))
    if (flat !== undefined) amount = add(amount, flat)
    if (quantity <= upTo) break
    lower = upTo
  }
  return toDecimal(transformScale(amount, 2, halfEven))
}

function scaled(text: string): Scaled {
  const [whole = '', fraction = ''] = text.split('.')
  return { amount: Number(whole + fraction), scale: fraction.length }
}

function thousandths(text: string): number {
  const { amount, scale } = scaled(text)
  return amount * 10 ** (quantityScale - scale)
}
