import Big from 'big.js'
import BigNumber from 'bignumber.js'
import { Decimal } from 'decimal.js'
import { price } from './sample.js'

export type RateText = (quantity: string) => string

/** What the four libraries share, so that each is used as its manual shows, and all alike. */
interface Arithmetic<N> {
  readonly read: (text: string) => N
  readonly less: (a: N, b: N) => boolean
  readonly subtract: (a: N, b: N) => N
  readonly multiply: (a: N, b: N) => N
  readonly add: (a: N, b: N) => N
  /** To cents, half to even. */
  readonly print: (value: N) => string
}

/** The straightforward way: tiers read once, then each quantity goes through them. */
function straightforward<N>({ read, less, subtract, multiply, add, print }: Arithmetic<N>): RateText {
  const zero = read('0')
  const tiers = price.tiers.map((tier) => ({
    upTo: 'upTo' in tier ? read(tier.upTo) : undefined,
    unit: read(tier.unit),
    flat: 'flat' in tier ? read(tier.flat) : undefined,
  }))
  return (text) => {
    const quantity = read(text)
    let lower = zero
    let amount = zero
    for (const { upTo, unit, flat } of tiers) {
      const last = upTo === undefined || !less(upTo, quantity)
      amount = add(amount, multiply(subtract(last ? quantity : upTo, lower), unit))
      if (flat !== undefined) amount = add(amount, flat)
      if (last) break
      lower = upTo
    }
    return print(amount)
  }
}

export const decimalJs: RateText = straightforward<Decimal>({
  read: (text) => new Decimal(text),
  less: (a, b) => a.lessThan(b),
  subtract: (a, b) => a.minus(b),
  multiply: (a, b) => a.times(b),
  add: (a, b) => a.plus(b),
  print: (value) => value.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN).toString(),
})

export const bigJs: RateText = straightforward<Big>({
  read: (text) => new Big(text),
  less: (a, b) => a.lt(b),
  subtract: (a, b) => a.minus(b),
  multiply: (a, b) => a.times(b),
  add: (a, b) => a.plus(b),
  print: (value) => value.round(2, Big.roundHalfEven).toString(),
})

export const bignumberJs: RateText = straightforward<BigNumber>({
  read: (text) => new BigNumber(text),
  less: (a, b) => a.lt(b),
  subtract: (a, b) => a.minus(b),
  multiply: (a, b) => a.times(b),
  add: (a, b) => a.plus(b),
  print: (value) => value.dp(2, BigNumber.ROUND_HALF_EVEN).toString(),
})
