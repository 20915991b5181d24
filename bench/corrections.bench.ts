import type { Bench, Figure } from './bench.js'
import { invoicedMonth, type Measured } from './corrections/sample-period.js'
import { alternating, median } from './metering/measure.js'

const rounds = 41
const small = 10_000
/** States of one size for any number of events; those of `unique` grow with them, so it is measured where they still fit. */
const sizes: { readonly [measured in Measured]: number } = { count: 10_000_000, sum: 10_000_000, avg: 10_000_000, max: 10_000_000, unique: 90_000 }

/**
 * One late event in an invoiced month of 2,976 quarter hours: aggregated, merged into the sealed usage, rated, assembled, compared with what is billed. By the number of events
 * that the month has, in turns, and by the aggregation.
 */
export const bench: Bench = () => Promise.resolve((Object.keys(sizes) as Measured[]).flatMap(figures))

function figures(measured: Measured): readonly Figure[] {
  const many = sizes[measured]
  const [few, most] = [invoicedMonth(measured, small), invoicedMonth(measured, many)]
  for (const month of [few, most]) if (month.correct().correction === undefined) throw new Error(`a late event changes nothing for ${measured}`)
  const { little, much } = alternating({ warmUps: 5, rounds }, { little: () => few.correct(), much: () => most.correct() })
  const [a, b] = [little, much].map((timings) => median(timings.map(({ processor }) => processor)))
  return [
    { name: `${measured}: one late event among ${small}`, value: (a ?? 0) * 1_000, unit: 'ms of processor' },
    { name: `${measured}: one late event among ${many}`, value: (b ?? 0) * 1_000, unit: 'ms of processor' },
    { name: `${measured}: ${many} / ${small}`, value: (b ?? 0) / (a ?? 1), unit: '×' },
  ]
}
