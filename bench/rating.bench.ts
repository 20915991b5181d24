import { round, type RoundingRule } from '@farthing/core'
import { compilePrice, ratePrice } from '@farthing/pricing'
import type { Bench, Figure } from './bench.js'
import { alternating, median, type Timing } from './metering/measure.js'
import { bigJs, bignumberJs, decimalJs, type RateText } from './rating/decimal-peers.js'
import { dineroJs } from './rating/dinero-peer.js'
import { rateInC } from './rating/rate-in-c.js'
import { price, sampleQuantities } from './rating/sample.js'

const million = 1_000_000
const rounds = 3
const cents: RoundingRule = { mode: 'half-even', exponent: 2 }

/** Four-tier graduated ratings, exact, half to even to cents, text in and text out; every peer gives the same amounts before it is timed. */
export const bench: Bench = async () => {
  const quantities = sampleQuantities(million)
  const few = quantities.slice(0, 200_000)
  const { rate, roundedBy } = compilePrice(price)
  const amountOf = roundedBy(cents)
  const trail = (quantity: `${number}`) => rate(quantity).parts
  const plain = (quantity: `${number}`) => round(ratePrice(price, quantity).amount, cents)
  const peers = { 'big.js': bigJs, 'bignumber.js': bignumberJs, 'dinero.js': dineroJs, 'ratePrice, not compiled': plain as RateText }

  for (const [name, peer] of Object.entries({ 'decimal.js': decimalJs, ...peers })) refuseDifference(name, few.map(peer), few.map(amountOf))
  const main = alternating({ warmUps: 1, rounds }, {
    compiled: () => each(quantities, amountOf),
    trail: () => each(quantities, trail),
    decimal: () => each(quantities, decimalJs as typeof amountOf),
  })
  const others = Object.entries(peers).map(([name, peer]) => [name, alternating({ warmUps: 1, rounds }, { run: () => each(few, peer as typeof amountOf) }).run] as const)
  const limit = rateInC(quantities, rounds)
  if (limit !== undefined) refuseDifference('C', limit.amounts, quantities.map(amountOf))
  return [
    speed('compiled price, 1M', million, main.compiled),
    speed('compiled price with trail, exact, 1M', million, main.trail),
    speed('decimal.js, 1M', million, main.decimal),
    ...others.map(([name, timings]) => speed(`${name}, 0.2M`, few.length, timings)),
    ...(limit === undefined ? [] : [{ name: 'C, __int128, 1M', value: 1 / median(limit.seconds), unit: 'M/s of processor' }]),
    ratio('decimal.js / compiled price', main.decimal, main.compiled),
    ratio('decimal.js without trail / compiled with trail', main.decimal, main.trail),
    ...(limit === undefined ? [] : [{ name: 'compiled price / C', value: median(seconds(main.compiled)) / median(limit.seconds), unit: '×' }]),
  ]
}

/** Keeps what comes out, so that no rating is optimised away. */
function each(quantities: readonly `${number}`[], work: (quantity: `${number}`) => { readonly length: number }): number {
  let kept = 0
  for (const quantity of quantities) kept += work(quantity).length
  return kept
}

function refuseDifference(name: string, given: readonly string[], ours: readonly string[]): void {
  // dinero.js prints cents always.
  const canonical = (text: string) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text)
  const index = ours.findIndex((amount, position) => canonical(given[position] ?? '') !== amount)
  if (index >= 0 || given.length !== ours.length) throw new Error(`${name} gives ${given[index]} where we give ${ours[index]}`)
}

function seconds(timings: readonly Timing[]): readonly number[] {
  return timings.map(({ processor }) => processor)
}

function speed(name: string, count: number, timings: readonly Timing[]): Figure {
  return { name, value: count / median(seconds(timings)) / million, unit: 'M/s of processor' }
}

function ratio(name: string, slower: readonly Timing[], faster: readonly Timing[]): Figure {
  return { name, value: median(seconds(slower)) / median(seconds(faster)), unit: '×' }
}
